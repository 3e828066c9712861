namespace ChatApp.LoadTest.Traffic;

/// <summary>
/// What went wrong in a run: how often, and the first few in words. The first one ends the run. Any thread may add.
/// </summary>
internal sealed class Failures : IAsyncDisposable
{
    private const int Kept = 10;

    private readonly Lock _gate = new();
    private readonly List<string> _first = [];
    private readonly CancellationTokenSource _any = new();
    private Task _ending = Task.CompletedTask;

    public CancellationToken Any => _any.Token;

    public int Count { get; private set; }

    public void Add(string failure)
    {
        lock (_gate)
        {
            if (Count++ == 0)
            {
                // Not Cancel(): that would run what waits for it here, inside the locks of whoever found the failure.
                _ending = _any.CancelAsync();
            }

            if (_first.Count < Kept)
            {
                _first.Add(failure);
            }
        }
    }

    public void Print()
    {
        lock (_gate)
        {
            foreach (var failure in _first)
            {
                Console.Error.WriteLine("FAILED  " + failure);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending;
        _any.Dispose();
    }
}
