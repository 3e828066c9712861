using ChatApp.Application.Events;
using ChatApp.Infrastructure.Diagnostics;
using ChatApp.Infrastructure.Events;
using ChatApp.Infrastructure.Persistence;
using ChatApp.Infrastructure.Realtime;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatApp.Infrastructure.Tests.Realtime;

/// <summary>The subscriptions of a node with one user, on an in-memory event log.</summary>
internal sealed class FakeNode : IDisposable
{
    private readonly ChatMetrics _metrics = new();
    private readonly StreamReads _reads;

    public FakeNode(IEventLog? log = null, ISocketQuota? quota = null)
    {
        Cursors = new StreamCursors(Log);
        _reads = new StreamReads(
            log ?? Log, new OutageLog(TimeProvider.System, NullLogger<OutageLog>.Instance), TimeProvider.System,
            NullLogger<StreamReads>.Instance);
        Subscriptions = new StreamSubscriptions(
            Registry,
            quota ?? new InProcessSocketQuota(),
            log ?? Log,
            Cursors,
            _metrics,
            _reads);
    }

    public Guid UserId { get; } = Guid.CreateVersion7();

    public FakeLog Log { get; } = new();

    public ConnectionRegistry Registry { get; } = new();

    public StreamCursors Cursors { get; }

    public StreamSubscriptions Subscriptions { get; }

    /// <summary>
    /// Commits an event on this node: adds it to the event log, and to the user's feed if there is one.
    /// </summary>
    public void Commit()
    {
        var sent = Log.Add(UserId);
        Registry.Find(UserId)?.Append(sent.Positions[0].Number, EventEncoder.Encode(sent));
    }

    /// <summary>Commits an event on another node, which sends a hint.</summary>
    public void CommitElsewhere()
    {
        var number = Log.Add(UserId).Positions[0].Number;
        Registry.Find(UserId)?.Raise(number);
    }

    /// <summary>Subscribes a device that already has the events up to a number.</summary>
    public async Task<IStreamSubscription> SubscribeAsync(long since, bool allEvents = true)
    {
        var cursor = StreamCursors.Issue(UserId, since, FakeLog.FirstEpoch);
        using var expected = await Subscriptions.ExpectAsync(UserId, cursor, allEvents, CancellationToken.None);
        return (await expected.StartAsync(new FakeConnection(UserId), limit: 20))!;
    }

    /// <summary>Takes all available events, as a send loop does.</summary>
    /// <returns>The numbers of the events.</returns>
    public static async Task<List<long>> DrainAsync(IStreamSubscription subscription)
    {
        var numbers = new List<long>();
        while (subscription.IsBehind)
        {
            if (subscription.TryTake(out _))
            {
                numbers.Add(subscription.Sent);
            }
            else if (!await subscription.ReadAsync(CancellationToken.None))
            {
                break;
            }
        }

        return numbers;
    }

    public void Dispose()
    {
        _reads.Dispose();
        _metrics.Dispose();
    }
}
