using ChatApp.Infrastructure.Persistence;
using ChatApp.Infrastructure.Tests.Databases;

namespace ChatApp.Infrastructure.Tests.Persistence;

internal sealed class BatchedLookupTests
{
    private readonly List<int[]> _batches = [];
    private readonly BatchedLookup<int, string> _lookup;
    private TaskCompletionSource<Exception?> _answer = new();

    public BatchedLookupTests() => _lookup = new BatchedLookup<int, string>(ReadAsync);

    [Test]
    public async Task Keys_that_queue_during_a_read_share_the_next_statement()
    {
        var first = FindAsync(1);
        var others = new[] { FindAsync(2), FindAsync(3), FindAsync(2) };
        Assert.That(
            _batches, Is.EqualTo(new int[][] { [1] }), "the first is read at once, and the others wait for it");

        _answer.SetResult(null);

        Assert.That(await first, Is.EqualTo("1"));
        Assert.That(await Task.WhenAll(others), Is.EqualTo(new[] { "2", "3", "2" }));
        Assert.That(_batches, Is.EqualTo(new int[][] { [1], [2, 3] }));
    }

    [Test]
    public async Task A_lookup_after_a_pause_reads_again()
    {
        _answer.SetResult(null);

        for (var i = 1; i <= 3; i++)
        {
            Assert.That(await FindAsync(i), Is.EqualTo($"{i}"));
        }

        Assert.That(_batches, Is.EqualTo(new int[][] { [1], [2], [3] }));
    }

    [Test]
    public async Task A_missing_key_gives_the_default_value()
    {
        _answer.SetResult(null);

        Assert.That(await FindAsync(-1), Is.Null);
    }

    [Test]
    public async Task A_statement_holds_a_bounded_number_of_keys()
    {
        var plug = FindAsync(0);
        var others = Enumerable.Range(1, BatchedLookup<int, string>.MaxBatchSize + 1).Select(FindAsync).ToList();

        _answer.SetResult(null);
        await Task.WhenAll([plug, .. others]).WaitAsync(TestNode.Patience);

        Assert.That(
            _batches.Select(batch => batch.Length),
            Is.EqualTo(new[] { 1, BatchedLookup<int, string>.MaxBatchSize, 1 }));
    }

    [Test]
    public void An_outage_fails_all_waiting_callers_without_another_statement()
    {
        Task[] waiting = [FindAsync(1), FindAsync(2), FindAsync(3)];

        _answer.SetResult(new TimeoutException("no answer"));

        foreach (var one in waiting)
        {
            Assert.That(() => one, Throws.InstanceOf<TimeoutException>());
        }

        Assert.That(_batches, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Another_failure_fails_only_the_callers_of_its_statement()
    {
        var failing = FindAsync(1);
        var next = FindAsync(2);
        var answer = _answer;
        _answer = new TaskCompletionSource<Exception?>();
        _answer.SetResult(null);

        answer.SetResult(new InvalidOperationException("no such table"));

        Assert.That(() => failing, Throws.InvalidOperationException);
        Assert.That(await next, Is.EqualTo("2"));
    }

    [Test]
    public async Task A_cancelled_caller_does_not_affect_the_others()
    {
        using var gaveUp = new CancellationTokenSource();
        var first = FindAsync(1);
        var cancelled = _lookup.FindAsync(2, gaveUp.Token);
        var patient = FindAsync(3);

        await gaveUp.CancelAsync();
        Assert.That(() => cancelled, Throws.InstanceOf<OperationCanceledException>());
        _answer.SetResult(null);

        Assert.That(await Task.WhenAll(first, patient), Is.EqualTo(new[] { "1", "3" }));
    }

    [Test]
    public async Task A_caller_above_the_limit_is_refused_at_once()
    {
        var first = FindAsync(0);
        var waiting = Enumerable.Range(1, BatchedLookup<int, string>.MaxWaiting).Select(FindAsync).ToList();

        Assert.That(() => FindAsync(1), Throws.InstanceOf<TimeoutException>());
        _answer.SetResult(null);

        await Task.WhenAll([first, .. waiting]).WaitAsync(TestNode.Patience);
        Assert.That(await FindAsync(1), Is.EqualTo("1"), "the queue has room again");
    }

    [Test]
    public async Task A_finished_caller_does_not_wait_for_callers_that_came_later()
    {
        // The first statement ends synchronously, as on the embedded database. A second caller comes before that, and
        // its statement hangs.
        BatchedLookup<int, string>? lookup = null;
        Task<string?>? second = null;
        var hangs = new TaskCompletionSource<IReadOnlyDictionary<int, string>>(
            TaskCreationOptions.RunContinuationsAsynchronously);
        lookup = new BatchedLookup<int, string>(keys =>
        {
            if (second is not null)
            {
                return hangs.Task;
            }

            second = lookup!.FindAsync(2, CancellationToken.None);
            return Task.FromResult<IReadOnlyDictionary<int, string>>(keys.ToDictionary(key => key, key => $"{key}"));
        });

        var first = lookup.FindAsync(1, CancellationToken.None);

        Assert.That(first.IsCompleted, Is.True);
        Assert.That(second!.IsCompleted, Is.False);
        hangs.SetResult(new Dictionary<int, string> { [2] = "2" });
        Assert.That(await second.WaitAsync(TestNode.Patience), Is.EqualTo("2"));
    }

    private Task<string?> FindAsync(int key) =>
        _lookup.FindAsync(key, CancellationToken.None).WaitAsync(TestNode.Patience);

    private async Task<IReadOnlyDictionary<int, string>> ReadAsync(IReadOnlyList<int> keys)
    {
        _batches.Add([.. keys]);
        return await _answer.Task is { } failure
            ? throw failure
            : keys.Where(key => key >= 0).ToDictionary(key => key, key => $"{key}");
    }
}
