using ChatApp.Infrastructure.Diagnostics;
using ChatApp.Infrastructure.Persistence;
using ChatApp.Infrastructure.Persistence.Accounts;
using ChatApp.Infrastructure.Persistence.Reading;

namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// Finds changes whose hints did not arrive: compares the streams of connected users with the database, and closes the
/// sockets of ended sessions. So a lost hint only delays an event (contract, section 6, point 4).
/// </summary>
internal sealed partial class StreamReconciler(
    ConnectionRegistry registry,
    IPreparedReads reads,
    EndedSessions endedSessions,
    IBackplane backplane,
    ChatMetrics metrics,
    OutageLog outages,
    TimeProvider time,
    ILogger<StreamReconciler> logger) : BackgroundService
{
    // The contract allows five seconds; this leaves two for the comparison and the delivery to the device.
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    // Shorter, because nodes then learn of events only by the comparison.
    internal static readonly TimeSpan IntervalWhenDown = TimeSpan.FromSeconds(1);

    // Maximum number of users in one statement. A larger statement would delay the others.
    private const int ChunkSize = 1_000;

    // An entry takes about 50 bytes. Beyond this number, one comparison of all streams costs less. Not measured.
    private const int MaxPending = 10_000;

    // A session's end has the clock time of the node that ended it, read before its commit.
    private static readonly TimeSpan MaxClockDifference = TimeSpan.FromMinutes(1);

    private readonly PendingWork<Guid, bool> _pending = new(MaxPending);
    private volatile bool _allArePending;
    private bool _isFailing;
    private DateTimeOffset _sessionsKnownUntil = time.GetUtcNow();

    public void LookUp(Guid userId)
    {
        if (!_pending.TryAdd(userId, true))
        {
            _allArePending = true;
        }
    }

    public void LookUpAll()
    {
        _allArePending = true;
        LookUp(Guid.Empty);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var lastSweep = time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            var untilSweep = CurrentInterval - time.GetElapsedTime(lastSweep);
            if (untilSweep > TimeSpan.Zero && !_allArePending)
            {
                // Ends early when the node stops; the loop condition checks that.
                await _pending.WaitAsync(untilSweep, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            var asked = _pending.TakeAll();
            var isSweepDue = _allArePending || time.GetElapsedTime(lastSweep) >= CurrentInterval;
            if (isSweepDue)
            {
                _allArePending = false;
                lastSweep = time.GetTimestamp();
            }

            var feeds = isSweepDue ? registry.Feeds : registry.FeedsOf(asked.Keys);
            await TryCompareAsync(isSweepDue, feeds, stoppingToken);
        }
    }

    private TimeSpan CurrentInterval => backplane.IsUp ? Interval : IntervalWhenDown;

    private async Task TryCompareAsync(bool isSweep, IEnumerable<UserFeed> feeds, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var chunk in feeds.Chunk(ChunkSize))
            {
                await RaiseAsync(chunk, cancellationToken);
            }

            if (isSweep)
            {
                await EndSessionsAsync(cancellationToken);
            }

            _isFailing = false;
            outages.Succeeded(DatabaseUse.Reading);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The node stops, which the driver may report as any failure.
        }
        catch (Exception exception)
        {
            // The next attempt follows soon, so only the first failure in a row is logged.
            if (DatabaseFailure.IsOutage(exception))
            {
                outages.Failed(DatabaseUse.Reading, exception);
            }
            else if (!_isFailing)
            {
                _isFailing = true;
                LogFailure(logger, exception);
            }
        }
    }

    private async Task RaiseAsync(UserFeed[] feeds, CancellationToken cancellationToken)
    {
        var known = Array.ConvertAll(feeds, feed => new StreamHead(feed.UserId, feed.Head));
        foreach (var stream in await reads.FindGrownAsync(known, cancellationToken))
        {
            // The hint may have arrived during the query.
            if (registry.Find(stream.UserId)?.Raise(stream.Head) == true)
            {
                metrics.StreamReconciled();
            }
        }
    }

    private async Task EndSessionsAsync(CancellationToken cancellationToken)
    {
        // The clock may have been set back since the last comparison.
        var now = time.GetUtcNow();
        var since = (now < _sessionsKnownUntil ? now : _sessionsKnownUntil) - MaxClockDifference;
        foreach (var session in await endedSessions.FindAsync(since, cancellationToken))
        {
            registry.EndSession(session.UserId, session.SessionId);
        }

        _sessionsKnownUntil = now;
    }

    [LoggerMessage(140, LogLevel.Warning, "Streams cannot be compared with the database; trying again")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
