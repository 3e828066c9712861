namespace ChatApp.Infrastructure.Diagnostics;

/// <summary>
/// Tells the operator that the clock of this machine has jumped: messages have its time, and tokens end by it. Compares
/// it with the clock that only counts on and is never set.
/// </summary>
/// <remarks>One loop, which wakes once in <see cref="Interval"/>.</remarks>
internal sealed partial class ClockMonitor(TimeProvider time, ILogger<ClockMonitor> logger) : BackgroundService
{
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // A clock that is slewed gains or loses half a millisecond a second.
    internal static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    // As they were read last, for the loop alone.
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

    [LoggerMessage(EventId = 130, Level = LogLevel.Warning,
        Message = "The clock of this machine jumped by {Seconds} s, to {Time:O}; messages and tokens go by it")]
    private static partial void LogJump(ILogger logger, double seconds, DateTimeOffset time);
}
