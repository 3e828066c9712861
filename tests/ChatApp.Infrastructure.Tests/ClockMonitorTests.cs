using ChatApp.Infrastructure.Tests.Databases;
using ChatApp.Testing;
using Microsoft.Extensions.Logging;

namespace ChatApp.Infrastructure.Tests;

internal sealed class ClockMonitorTests
{
    [TestCase(86_400, "86400")]
    [TestCase(-3_600, "-3600")]
    public async Task A_clock_that_jumped_is_logged_once(int seconds, string told)
    {
        var clock = new SettableClock();
        using var trail = new LogTrail();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(trail));
        using var monitor = new ClockMonitor(clock, loggers.CreateLogger<ClockMonitor>());
        await monitor.StartAsync(CancellationToken.None);

        clock.Offset = TimeSpan.FromSeconds(seconds);

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var patience = new CancellationTokenSource(TestNode.Patience);
        while (trail.Lines.Count == 0)
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }

        await monitor.StopAsync(CancellationToken.None);
        Assert.That(trail.Lines, Has.Count.EqualTo(1));
        Assert.That(trail.Lines[0], Does.Contain($"jumped by {told}"));
    }
}
