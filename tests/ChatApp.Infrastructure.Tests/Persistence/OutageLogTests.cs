using ChatApp.Infrastructure.Persistence;
using ChatApp.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Infrastructure.Tests.Persistence;

/// <summary>An outage is logged when it begins and when it is over, not for each call.</summary>
internal sealed class OutageLogTests
{
    [Test]
    public void An_outage_has_two_lines_and_one_that_follows_at_once_none()
    {
        const string Begin = "The database cannot be written; calls that need it are refused until it can be";
        const string End = "The database can be written again, after 3.0 s";
        var time = new FakeTimeProvider();
        using var trail = new LogTrail();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(trail));
        var outages = new OutageLog(time, loggers.CreateLogger<OutageLog>());

        outages.Succeeded(DatabaseUse.Writing);
        FailTwice(outages);
        time.Advance(TimeSpan.FromSeconds(3));
        outages.Succeeded(DatabaseUse.Reading);
        outages.Succeeded(DatabaseUse.Writing);
        outages.Succeeded(DatabaseUse.Writing);
        Assert.That(trail.Lines, Is.EqualTo(new[] { Begin, End }));

        FailTwice(outages);
        outages.Succeeded(DatabaseUse.Writing);
        Assert.That(trail.Lines, Has.Count.EqualTo(2), "a database that fails now and then");

        time.Advance(TimeSpan.FromSeconds(10));
        FailTwice(outages);
        Assert.That(trail.Lines, Is.EqualTo(new[] { Begin, End, Begin }));
    }

    private static void FailTwice(OutageLog outages)
    {
        outages.Failed(DatabaseUse.Writing, new IOException("gone"));
        outages.Failed(DatabaseUse.Writing, new IOException("still gone"));
    }
}
