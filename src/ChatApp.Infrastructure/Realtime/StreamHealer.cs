using ChatApp.Infrastructure.Persistence.Events;
using ChatApp.Infrastructure.Persistence.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// Makes good what the fast path has lost: compares what this node knows of its connected users with the database, which is the truth, and
/// raises the feeds that have fallen behind and closes the sockets of sessions that have ended. So a hint that got lost, a
/// backplane that was down or a node that died between commit and hint delays an event and loses none (contract, section 6, point 4).
/// </summary>
/// <remarks>One loop. <see cref="LookUp"/> and <see cref="LookUpAll"/> may be called from any thread.</remarks>
internal sealed partial class StreamHealer(
    ConnectionRegistry registry,
    IStreamComparison comparison,
    EndedSessions endedSessions,
    IBackplane backplane,
    ChatMetrics metrics,
    TimeProvider time,
    ILogger<StreamHealer> logger) : BackgroundService
{
    /// <summary>Leaves two of the five seconds that the contract allows for the look itself and the way to the device.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <summary>While hints do not get through, this is the only way between nodes.</summary>
    internal static readonly TimeSpan IntervalWhenDown = TimeSpan.FromSeconds(1);

    // The most users that one statement asks for; more would make others wait behind it.
    private const int ChunkSize = 1_000;
    private const int MaxPending = 10_000;

    // The end of a session carries the time of the node that ended it, from before its commit.
    private static readonly TimeSpan MaxClockDifference = TimeSpan.FromMinutes(1);

    private readonly PendingWork<Guid, bool> _pending = new(MaxPending);
    private volatile bool _allArePending;
    private bool _isFailing;
    private DateTimeOffset _sessionsKnownUntil = time.GetUtcNow();

    /// <summary>Looks one user up soon.</summary>
    public void LookUp(Guid userId)
    {
        if (!_pending.TryAdd(userId, true))
        {
            _allArePending = true;
        }
    }

    /// <summary>Looks all connected users up soon.</summary>
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
            var untilSweep = (backplane.IsUp ? Interval : IntervalWhenDown) - time.GetElapsedTime(lastSweep);
            if (untilSweep > TimeSpan.Zero && !_allArePending)
            {
                // Ends early when the node stops; the condition of the loop sees it.
                await _pending.WaitAsync(untilSweep, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            var asked = _pending.TakeAll();
            var isSweepDue = _allArePending || time.GetElapsedTime(lastSweep) >= (backplane.IsUp ? Interval : IntervalWhenDown);
            if (isSweepDue)
            {
                _allArePending = false;
                lastSweep = time.GetTimestamp();
            }

            await TryLookAsync(isSweepDue, isSweepDue ? registry.Feeds : registry.FeedsOf(asked.Keys), stoppingToken);
        }
    }

    private async Task TryLookAsync(bool isSweep, IEnumerable<UserFeed> feeds, CancellationToken cancellationToken)
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
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The next look is never far; what is worth a line in the log is that it began to fail.
            if (!_isFailing)
            {
                _isFailing = true;
                LogFailure(logger, exception);
            }
        }
    }

    private async Task RaiseAsync(UserFeed[] feeds, CancellationToken cancellationToken)
    {
        var known = Array.ConvertAll(feeds, feed => new StreamHead(feed.UserId, feed.Head));
        foreach (var stream in await comparison.FindGrownAsync(known, cancellationToken))
        {
            // While this was asked, the hint may have come.
            if (registry.Find(stream.UserId)?.Raise(stream.Head) == true)
            {
                metrics.StreamHealed();
            }
        }
    }

    private async Task EndSessionsAsync(CancellationToken cancellationToken)
    {
        // The clock may have been set back since the last look.
        var now = time.GetUtcNow();
        var since = (now < _sessionsKnownUntil ? now : _sessionsKnownUntil) - MaxClockDifference;
        foreach (var session in await endedSessions.FindAsync(since, cancellationToken))
        {
            registry.EndSession(session.UserId, session.SessionId);
        }

        _sessionsKnownUntil = now;
    }

    [LoggerMessage(EventId = 140, Level = LogLevel.Warning, Message = "Streams cannot be compared with the database; trying again")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
