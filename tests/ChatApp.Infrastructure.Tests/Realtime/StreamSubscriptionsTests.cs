using ChatApp.Application.Common;
using ChatApp.Application.Events;
using ChatApp.Infrastructure.Realtime;

namespace ChatApp.Infrastructure.Tests.Realtime;

/// <summary>The steps of a subscription: an event that is committed at any moment reaches the device once.</summary>
internal sealed class StreamSubscriptionsTests : IDisposable
{
    private readonly List<FakeConnection> _devices = [];
    private readonly Hooks _hooks;
    private readonly FakeNode _node;

    public StreamSubscriptionsTests()
    {
        _hooks = new Hooks();
        _node = new FakeNode(_hooks, _hooks);
        _hooks.Log = _node.Log;
    }

    public enum Moment
    {
        BeforeItIsExpected,
        BeforeTheBoundsAreRead,
        AfterTheBoundsAreRead,
        BeforeItIsRegistered,
        OnceItIsRegistered,
        OnceItIsStarted,
    }

    [Test]
    public async Task An_event_committed_at_any_moment_arrives_once(
        [Values] Moment moment, [Values] bool isFromAnotherNode, [Values] bool hasAnotherDevice)
    {
        _node.Commit();
        using var other = hasAnotherDevice ? await _node.SubscribeAsync(since: 1) : null;

        using var subscription = await SubscribeAsync(since: 1, moment, isFromAnotherNode);

        Assert.That(await FakeNode.DrainAsync(subscription), Is.EqualTo(new long[] { 2 }));
    }

    [Test]
    public async Task A_device_without_a_cursor_starts_after_the_current_head(
        [Values] Moment moment, [Values] bool isFromAnotherNode)
    {
        _node.Commit();

        using var subscription = await SubscribeAsync(since: null, moment, isFromAnotherNode);

        var isWithinBounds = moment < Moment.AfterTheBoundsAreRead;
        Assert.That(await FakeNode.DrainAsync(subscription), Is.EqualTo(isWithinBounds ? [] : new long[] { 2 }));
        Assert.That(subscription.TakeCursorError(), Is.Null);
    }

    [Test]
    public async Task A_registered_device_is_woken()
    {
        using var subscription = await SubscribeAsync(since: 0, Moment.OnceItIsRegistered, isFromAnotherNode: false);

        Assert.That(_devices[0].Wakes, Is.Positive);
    }

    [TestCase("nonsense", ErrorCodes.InvalidCursor)]
    [TestCase(null, ErrorCodes.CursorExpired, Description = "a cursor beyond the head")]
    public async Task An_invalid_cursor_is_an_error_and_the_device_starts_at_the_next_event(
        string? cursor, string code)
    {
        _node.Commit();
        using var expected = await ExpectAsync(cursor ?? StreamCursors.Issue(_node.UserId, 17, FakeLog.FirstEpoch));

        using var subscription = await StartAsync(expected);

        Assert.That(subscription!.TakeCursorError()?.Code, Is.EqualTo(code));
        Assert.That(subscription.Sent, Is.EqualTo(1));
    }

    [Test]
    public async Task A_device_above_the_limit_gets_no_subscription_until_another_one_leaves()
    {
        var first = await StartAsync(await ExpectAsync(null), limit: 1);

        Assert.That(await StartAsync(await ExpectAsync(null), limit: 1), Is.Null);
        first!.Dispose();
        using var second = await StartAsync(await ExpectAsync(null), limit: 1);
        Assert.That(second, Is.Not.Null);
    }

    [Test]
    public async Task A_device_refused_by_the_shared_quota_leaves_no_feed()
    {
        _hooks.IsFull = true;

        Assert.That(await StartAsync(await ExpectAsync(null)), Is.Null);

        Assert.That(_node.Registry.Find(_node.UserId), Is.Null);
        Assert.That(_hooks.Left, Is.EqualTo(1));
    }

    [Test]
    public void A_client_that_leaves_during_the_database_read_leaves_no_feed()
    {
        _hooks.At = moment => moment == Moment.AfterTheBoundsAreRead ? throw new OperationCanceledException() : false;

        Assert.That(() => ExpectAsync(null), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(_node.Registry.Find(_node.UserId), Is.Null);
    }

    [Test]
    public async Task A_client_that_leaves_before_it_is_connected_leaves_no_feed()
    {
        (await ExpectAsync(null)).Dispose();

        Assert.That(_node.Registry.Find(_node.UserId), Is.Null);
    }

    [Test]
    public async Task A_disconnected_device_leaves_no_feed()
    {
        var subscription = await StartAsync(await ExpectAsync(null));

        subscription!.Dispose();

        Assert.That(_node.Registry.Find(_node.UserId), Is.Null);
        Assert.That(_hooks.Left, Is.EqualTo(1));
    }

    [Test]
    public async Task A_device_that_connects_while_the_epoch_changes_is_closed()
    {
        _node.Commit();
        using var expected = await ExpectAsync(null);
        _node.Log.Epoch++;
        var device = new FakeConnection(_node.UserId);

        using var subscription = await expected.StartAsync(device, limit: 20);

        Assert.That(device.IsClosedForNewEpoch);
        Assert.That(_node.Registry.Find(_node.UserId)!.Head, Is.Zero, "the head of the ended epoch does not count");
    }

    public void Dispose() => _node.Dispose();

    private async Task<IStreamSubscription> SubscribeAsync(long? since, Moment moment, bool isFromAnotherNode)
    {
        _hooks.At = reached =>
        {
            if (reached == moment)
            {
                (isFromAnotherNode ? (Action)_node.CommitElsewhere : _node.Commit)();
            }

            return true;
        };
        _hooks.At(Moment.BeforeItIsExpected);
        using var expected = await ExpectAsync(
            since is { } number ? StreamCursors.Issue(_node.UserId, number, FakeLog.FirstEpoch) : null);
        _hooks.At(Moment.BeforeItIsRegistered);
        var subscription = await StartAsync(expected);
        _hooks.At(Moment.OnceItIsStarted);
        return subscription!;
    }

    private Task<IExpectedSubscription> ExpectAsync(string? cursor) =>
        _node.Subscriptions.ExpectAsync(_node.UserId, cursor, allEvents: true, CancellationToken.None);

    private ValueTask<IStreamSubscription?> StartAsync(IExpectedSubscription expected, int limit = 20)
    {
        var device = new FakeConnection(_node.UserId);
        _devices.Add(device);
        return expected.StartAsync(device, limit);
    }

    /// <summary>The event log and the quota of the node; a test can act during their calls.</summary>
    private sealed class Hooks : IEventLog, ISocketQuota
    {
        public FakeLog Log { get; set; } = null!;

        public Func<Moment, bool> At { get; set; } = _ => true;

        public bool IsFull { get; set; }

        public int Left { get; private set; }

        public int Epoch => Log.Epoch;

        public async Task<StreamBounds> GetBoundsAsync(Guid userId, CancellationToken cancellationToken)
        {
            At(Moment.BeforeTheBoundsAreRead);
            var bounds = await Log.GetBoundsAsync(userId, cancellationToken);
            At(Moment.AfterTheBoundsAreRead);
            return bounds;
        }

        public Task<Result<Page<LoggedEvent>>> ReadAsync(
            Guid userId, long after, int limit, CancellationToken cancellationToken) =>
            Log.ReadAsync(userId, after, limit, cancellationToken);

        public ValueTask<bool> TryEnterAsync(IStreamSubscriber socket, int limit)
        {
            At(Moment.OnceItIsRegistered);
            return ValueTask.FromResult(!IsFull);
        }

        public void Leave(IStreamSubscriber socket) => Left++;
    }
}
