using ChatApp.Api.Security;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ChatApp.Api.Tests.Security;

/// <summary>
/// The levels of the log categories that quote requests: the configured level, but never one that shows secrets.
/// </summary>
internal sealed class LogRedactionTests
{
    private const string Requests = "Microsoft.AspNetCore.Hosting.Diagnostics";
    private const string BadRequests = "Microsoft.AspNetCore.Server.Kestrel.BadRequests";
    private const string Calls = "Microsoft.AspNetCore.Mvc.Infrastructure.ControllerActionInvoker";

    [TestCase(Requests, LogLevel.Warning)]
    [TestCase(BadRequests, LogLevel.Information)]
    [TestCase(Calls, LogLevel.Debug)]
    public void No_configured_level_shows_secrets(string category, LogLevel lowest)
    {
        foreach (var setting in (string[])
            [
                "LogLevel:Default",
                "LogLevel:Microsoft",
                $"LogLevel:{category}",
                "LogLevel:Microsoft.*",
                "Probe:LogLevel:Default",
                $"Probe:LogLevel:{category}",
            ])
        {
            Assert.That(LowestOf(category, (setting, "Trace")), Is.EqualTo(lowest), setting);
        }
    }

    [TestCase(Requests)]
    [TestCase(BadRequests)]
    [TestCase(Calls)]
    public void A_category_silenced_by_a_setting_stays_silent(string category)
    {
        foreach (var setting in (string[])
            [
                "LogLevel:Default",
                "LogLevel:Microsoft.AspNetCore",
                $"LogLevel:{category}",
                "LogLevel:Microsoft.*",
                "Probe:LogLevel:Default",
                $"Probe:LogLevel:{category}",
            ])
        {
            Assert.That(LowestOf(category, (setting, "Error")), Is.EqualTo(LogLevel.Error), setting);
        }
    }

    [Test]
    public void The_more_specific_setting_wins()
    {
        Assert.That(
            LowestOf(Calls, ("LogLevel:Default", "Trace"), ("LogLevel:Microsoft.AspNetCore", "Warning")),
            Is.EqualTo(LogLevel.Warning));
        Assert.That(
            LowestOf(Calls, ("LogLevel:Microsoft.AspNetCore", "Error"), ("Probe:LogLevel:Default", "Warning")),
            Is.EqualTo(LogLevel.Warning));
        Assert.That(
            LowestOf(Calls, ("LogLevel:Microsoft.AspNetCore", "Error"), ("Other:LogLevel:Default", "Trace")),
            Is.EqualTo(LogLevel.Error));
    }

    private static LogLevel LowestOf(string category, params (string Name, string Level)[] settings)
    {
        using var probe = new Probe();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Level)))
            .Build();
        var services = new ServiceCollection();
        services.AddLogRedaction();
        services.AddLogging(logging => logging.AddConfiguration(configuration).AddProvider(probe));
        using var provider = services.BuildServiceProvider();
        var logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger(category);
        return Enum.GetValues<LogLevel>().First(logger.IsEnabled);
    }

    [ProviderAlias("Probe")]
    private sealed class Probe : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            // The test only asks which levels are enabled.
        }

        public void Dispose()
        {
            // Nothing to release.
        }
    }
}
