using ChatApp.Infrastructure.Diagnostics;
using ChatApp.Infrastructure.Tests.Databases;
using ChatApp.Testing;
using Microsoft.Extensions.Logging;

namespace ChatApp.Infrastructure.Tests;

internal sealed class ClockMonitorTests
{
    [TestCase(86_400, "86400")]
    [TestCase(-3_600, "-3600")]
    public async Task A_clock_jump_is_logged_once_and_a_small_shift_is_not(int seconds, string logged)
    {
        var clock = new SettableClock();
        using var trail = new LogTrail();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(trail));
        using var monitor = new ClockMonitor(clock, loggers.CreateLogger<ClockMonitor>());
        await monitor.StartAsync(CancellationToken.None);

        // Below the threshold of a jump; if it counted, it would be the first line of the log.
        clock.Offset = TimeSpan.FromMilliseconds(400);
        await clock.AwaitReadingsAsync(2);
        clock.Offset += TimeSpan.FromSeconds(seconds);
        await clock.AwaitReadingsAsync(3);

        await monitor.StopAsync(CancellationToken.None);
        Assert.That(trail.Lines, Has.Count.EqualTo(1));
        Assert.That(trail.Lines[0], Does.Contain($"jumped by {logged}"));
    }
}
