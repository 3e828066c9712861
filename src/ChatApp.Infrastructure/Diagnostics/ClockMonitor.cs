namespace ChatApp.Infrastructure.Diagnostics;

/// <summary>Compares the system clock with the monotonic timer every second, and warns if it has jumped.</summary>
internal sealed partial class ClockMonitor(TimeProvider time, ILogger<ClockMonitor> logger) : BackgroundService
{
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Slewing changes a clock by only about 0.5 ms per second, so it causes no warning.
    internal static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    private DateTimeOffset _clock = time.GetUtcNow();
    private long _counter = time.GetTimestamp();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.TickAsync(stoppingToken))
        {
            var (clock, counter) = (time.GetUtcNow(), time.GetTimestamp());
            var jump = clock - _clock - time.GetElapsedTime(_counter, counter);
            (_clock, _counter) = (clock, counter);
            if (jump.Duration() > Tolerance)
            {
                LogJump(logger, Math.Round(jump.TotalSeconds, 1), clock);
            }
        }
    }

    [LoggerMessage(130, LogLevel.Warning,
        "The system clock jumped by {Seconds} s, to {Time:O}; message times and token expiry depend on it")]
    private static partial void LogJump(ILogger logger, double seconds, DateTimeOffset time);
}
