namespace ChatApp.Api.WebSockets;

/// <summary>Wakes the one who waits. Any number of calls before the next wait count as one. Set from any thread, waited on by one loop.</summary>
internal sealed class WakeSignal : IDisposable
{
    private readonly SemaphoreSlim _semaphore = new(0, 1);
    private int _isSet;

    public void Set()
    {
        if (Interlocked.Exchange(ref _isSet, 1) == 0)
        {
            _semaphore.Release();
        }
    }

    /// <returns>Whether it was set, and not the time-out that ended the wait.</returns>
    public async Task<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var isSet = await _semaphore.WaitAsync(timeout, cancellationToken);
        if (isSet)
        {
            Volatile.Write(ref _isSet, 0);
        }

        return isSet;
    }

    public void Dispose() => _semaphore.Dispose();
}
