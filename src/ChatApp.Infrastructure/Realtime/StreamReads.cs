using ChatApp.Infrastructure.Persistence;

namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// All reads of the event log by which the devices of this node catch up: some at once, and in an outage one at a time,
/// which finds out for all of them whether the database is back.
/// </summary>
/// <remarks>
/// Without it, hundreds of devices would try at once after an outage. Most would wait for a connection of the pool
/// until their time is over, which is the next outage, and so would all other calls. Thread-safe.
/// </remarks>
internal sealed partial class StreamReads(
    IEventLog log, OutageLog outages, TimeProvider time, ILogger<StreamReads> logger) : IDisposable
{
    /// <summary>Leaves the other calls most of a pool of 30 connections.</summary>
    internal const int MaxAtOnce = 12;

    /// <summary>How long nobody tries again in an outage, after an attempt has failed.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // A device that waits for its turn sends nothing meanwhile, no answer and no pong.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turns = new(MaxAtOnce);
    private readonly Throttle _told = new(time, BetweenLines);
    private readonly Lock _gate = new();
    private bool _isTrying;
    private long _failedAt;

    // Odd in an outage. A read that began in an earlier period tells nothing about the database now.
    private int _period;

    private bool IsOut => _period % 2 != 0;

    /// <summary>Reads a page of a stream.</summary>
    /// <returns>Null if the device must ask again later.</returns>
    public async Task<Result<Page<LoggedEvent>>?> TryReadAsync(
        Guid userId, long after, int count, CancellationToken cancellationToken)
    {
        // In an outage nobody waits for a turn.
        if (!MayTry() || !await _turns.WaitAsync(LongestWait, cancellationToken))
        {
            return null;
        }

        try
        {
            return TryBegin(out var period)
                ? await ReadAsync(userId, after, count, period, cancellationToken)
                : null;
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task<Result<Page<LoggedEvent>>?> ReadAsync(
        Guid userId, long after, int count, int period, CancellationToken cancellationToken)
    {
        // A cancelled read does not tell.
        bool? isInReach = null;
        try
        {
            var page = await log.ReadAsync(userId, after, count, cancellationToken);
            isInReach = true;
            return page;
        }
        catch (Exception exception) when (DatabaseFailure.IsOutage(exception))
        {
            isInReach = false;
            outages.Failed(DatabaseUse.Reading, exception);
            return null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            isInReach = true;
            if (!DatabaseFailure.IsPassing(exception))
            {
                throw;
            }

            if (_told.TryPass())
            {
                LogRefusal(logger, exception);
            }

            return null;
        }
        finally
        {
            if (End(period, isInReach))
            {
                outages.Succeeded(DatabaseUse.Reading);
            }
        }
    }

    private bool MayTry()
    {
        lock (_gate)
        {
            return MayTryNow;
        }
    }

    private bool MayTryNow => !IsOut || (!_isTrying && time.GetElapsedTime(_failedAt) >= Pause);

    private bool TryBegin(out int period)
    {
        lock (_gate)
        {
            period = _period;
            if (!MayTryNow)
            {
                return false;
            }

            _isTrying = IsOut;
            return true;
        }
    }

    /// <returns>Whether this ends an outage.</returns>
    private bool End(int period, bool? isInReach)
    {
        lock (_gate)
        {
            if (period != _period)
            {
                return false;
            }

            _isTrying = false;
            if (isInReach is false)
            {
                _failedAt = time.GetTimestamp();
            }

            // A failure begins an outage, and in an outage a success ends it.
            if (IsOut != isInReach)
            {
                return false;
            }

            _period++;
            return isInReach is true;
        }
    }

    [LoggerMessage(142, LogLevel.Warning, "Events cannot be read from the database for a device; it tries again")]
    private static partial void LogRefusal(ILogger logger, Exception exception);
}
