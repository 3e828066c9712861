using ChatApp.Application.Common;
using ChatApp.Application.Events;

namespace ChatApp.Infrastructure.Tests.Realtime;

internal sealed class StreamSubscriptionTests : IDisposable
{
    private readonly FakeNode _node = new();

    [Test]
    public async Task Events_in_memory_are_not_read_from_the_event_log()
    {
        var subscription = await _node.SubscribeAsync(since: 0);
        Commit(count: 3);

        var numbers = await FakeNode.DrainAsync(subscription);

        Assert.That(numbers, Is.EqualTo(new long[] { 1, 2, 3 }));
        Assert.That(_node.Log.Reads, Is.Zero);
    }

    [Test]
    public async Task Long_texts_are_kept_up_to_a_limit_and_read_again_beyond_it()
    {
        const int Count = 200;
        var longest = new string('\u0001', 4_000);
        for (var i = 0; i < Count; i++)
        {
            _node.Log.Add(_node.UserId, longest);
        }

        var numbers = await FakeNode.DrainAsync(await _node.SubscribeAsync(since: 0));

        Assert.That(numbers, Is.EqualTo(Enumerable.Range(1, Count)));
        Assert.That(_node.Log.Reads, Is.GreaterThan(Count * longest.Length / (256 * 1024)));
    }

    [Test]
    public async Task Events_that_are_not_in_memory_are_read_from_the_event_log()
    {
        Commit(count: 450);

        var numbers = await FakeNode.DrainAsync(await _node.SubscribeAsync(since: 0));

        Assert.That(numbers, Is.EqualTo(Enumerable.Range(1, 450)));
        Assert.That(_node.Log.Reads, Is.EqualTo(3));
    }

    [Test]
    public async Task A_gap_in_memory_is_filled_from_the_event_log()
    {
        var subscription = await _node.SubscribeAsync(since: 0);
        Commit(count: 1);
        _node.Log.Add(_node.UserId); // Committed by another node, whose hint was lost.
        Commit(count: 2);

        Assert.That(await FakeNode.DrainAsync(subscription), Is.EqualTo(new long[] { 1, 2, 3, 4 }));
    }

    [Test]
    public async Task Events_committed_during_a_read_of_the_event_log_arrive_once()
    {
        Commit(count: 2);
        var subscription = await _node.SubscribeAsync(since: 0);
        await subscription.ReadAsync(CancellationToken.None);
        Commit(count: 2);

        Assert.That(await FakeNode.DrainAsync(subscription), Is.EqualTo(new long[] { 1, 2, 3, 4 }));
    }

    [Test]
    public async Task A_device_with_all_events_is_not_behind()
    {
        Commit(count: 2);
        var (complete, behind) = (await _node.SubscribeAsync(since: 2), await _node.SubscribeAsync(since: 1));

        Assert.That((complete.IsBehind, behind.IsBehind), Is.EqualTo((false, true)));
        Assert.That(complete.TryTake(out _), Is.False);
    }

    [Test]
    public async Task The_end_of_the_event_log_gives_no_events()
    {
        Commit(count: 2);

        Assert.That(await (await _node.SubscribeAsync(since: 2)).ReadAsync(CancellationToken.None), Is.False);
    }

    [Test]
    public async Task A_device_whose_next_events_are_deleted_while_it_catches_up_is_told_and_goes_on_with_new_ones()
    {
        for (var i = 0; i < 450; i++)
        {
            _node.Log.Add(_node.UserId);
        }

        var subscription = await _node.SubscribeAsync(since: 0);
        await subscription.ReadAsync(CancellationToken.None);
        while (subscription.TryTake(out _))
        {
        }

        _node.Log.Floor = 300;
        var isSomethingToTake = await subscription.ReadAsync(CancellationToken.None);

        Assert.That(isSomethingToTake, Is.True);
        Assert.That(subscription.TakeCursorError()?.Code, Is.EqualTo(ErrorCodes.CursorExpired));
        Assert.That(subscription.TakeCursorError(), Is.Null, "once");
        Assert.That((subscription.Sent, subscription.IsBehind), Is.EqualTo((450L, false)));
        Commit(count: 1);
        Assert.That(await FakeNode.DrainAsync(subscription), Is.EqualTo(new long[] { 451 }));
    }

    [Test]
    public async Task An_event_is_the_same_from_memory_and_from_the_event_log()
    {
        var (one, other) = (await _node.SubscribeAsync(since: 0), await _node.SubscribeAsync(since: 0));
        Commit(count: 1);
        await one.ReadAsync(CancellationToken.None);

        one.TryTake(out var logged);
        other.TryTake(out var kept);

        Assert.That(_node.Log.Reads, Is.EqualTo(1), "the other event was in memory");
        Assert.That(logged.Shared.ToArray(), Is.EqualTo(kept.Shared.ToArray()).And.Not.Empty);
        Assert.That(logged.End.ToArray(), Is.EqualTo(kept.End.ToArray()));
        Assert.That(logged.Shared.Equals(kept.Shared), Is.False, "two encodings");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task An_unwanted_kind_moves_the_position_without_a_frame(bool allEvents)
    {
        _node.Log.AddRead(_node.UserId);
        Commit(count: 1);
        var subscription = await _node.SubscribeAsync(since: 0, allEvents);
        await subscription.ReadAsync(CancellationToken.None);

        Assert.That(subscription.TryTake(out var read), Is.True);
        Assert.That((subscription.Sent, read.IsEmpty), Is.EqualTo((1L, !allEvents)));
        Assert.That(subscription.TryTake(out var message), Is.True);
        Assert.That((subscription.Sent, message.IsEmpty), Is.EqualTo((2L, false)));
    }

    [Test]
    public async Task The_cursor_is_that_of_the_last_taken_event()
    {
        var subscription = await _node.SubscribeAsync(since: 0);
        Commit(count: 2);
        Assert.That(subscription.Cursor, Is.EqualTo(StreamCursors.Issue(_node.UserId, 0, FakeLog.FirstEpoch)));

        subscription.TryTake(out _);

        Assert.That(subscription.Cursor, Is.EqualTo(StreamCursors.Issue(_node.UserId, 1, FakeLog.FirstEpoch)));
    }

    [Test]
    public async Task Nothing_more_is_taken_in_another_epoch()
    {
        var subscription = await _node.SubscribeAsync(since: 0);
        Commit(count: 1);
        _node.Log.Epoch++;

        Assert.That(subscription.TryTake(out _), Is.False);
        Assert.That(subscription.Cursor, Is.EqualTo(StreamCursors.Issue(_node.UserId, 0, FakeLog.FirstEpoch)));
    }

    [Test]
    public async Task A_fault_is_thrown_and_an_outage_gives_no_events()
    {
        var log = new FailingLog();
        using var node = new FakeNode(log);
        var subscription = await node.SubscribeAsync(since: 0);

        log.Failure = new InvalidCastException();
        Assert.That(() => subscription.ReadAsync(CancellationToken.None), Throws.InstanceOf<InvalidCastException>());
        log.Failure = new TimeoutException();
        Assert.That(await subscription.ReadAsync(CancellationToken.None), Is.False);
    }

    public void Dispose() => _node.Dispose();

    private void Commit(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _node.Commit();
        }
    }

    private sealed class FailingLog : IEventLog
    {
        public int Epoch => 7;

        public Exception Failure { get; set; } = new NotSupportedException();

        public Task<StreamBounds> GetBoundsAsync(Guid userId, CancellationToken cancellationToken) =>
            Task.FromResult(new StreamBounds(0, 5));

        public Task<Result<Page<LoggedEvent>>> ReadAsync(
            Guid userId, long after, int limit, CancellationToken cancellationToken) =>
            Task.FromException<Result<Page<LoggedEvent>>>(Failure);
    }
}
