namespace ChatApp.Infrastructure.Persistence;

/// <summary>
/// Logs an outage of the database once when it begins and once when it is over, whoever notices it. Thread-safe.
/// </summary>
internal sealed partial class OutageLog(TimeProvider time, ILogger<OutageLog> logger)
{
    // A database that fails every other call must not fill the log.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly State _reading = new(time);
    private readonly State _writing = new(time);

    /// <summary>Reports a call that failed because of an outage, not because it was refused.</summary>
    public void Failed(DatabaseUse use, Exception exception)
    {
        if (Of(use).TryBegin())
        {
            LogBegin(logger, exception, WordOf(use));
        }
    }

    /// <summary>Reports a call that succeeded. Costs nothing unless there was an outage.</summary>
    public void Succeeded(DatabaseUse use)
    {
        if (Of(use).TryEnd(out var lasted))
        {
            LogEnd(logger, WordOf(use), lasted.TotalSeconds);
        }
    }

    private State Of(DatabaseUse use) => use == DatabaseUse.Reading ? _reading : _writing;

    private static string WordOf(DatabaseUse use) => use == DatabaseUse.Reading ? "read" : "written";

    [LoggerMessage(110, LogLevel.Error, "The database cannot be {Use}; calls that need it are refused until it can be")]
    private static partial void LogBegin(ILogger logger, Exception exception, string use);

    [LoggerMessage(116, LogLevel.Information, "The database can be {Use} again, after {Seconds:F1} s")]
    private static partial void LogEnd(ILogger logger, string use, double seconds);

    private sealed class State(TimeProvider time)
    {
        private readonly Throttle _told = new(time, Interval);
        private bool _isOut;
        private long _since;

        public bool TryBegin()
        {
            if (Volatile.Read(ref _isOut) || !_told.TryPass())
            {
                return false;
            }

            Volatile.Write(ref _since, time.GetTimestamp());
            Volatile.Write(ref _isOut, true);
            return true;
        }

        public bool TryEnd(out TimeSpan lasted)
        {
            lasted = default;
            if (!Volatile.Read(ref _isOut) || !Interlocked.CompareExchange(ref _isOut, false, true))
            {
                return false;
            }

            lasted = time.GetElapsedTime(Volatile.Read(ref _since));
            return true;
        }
    }
}
