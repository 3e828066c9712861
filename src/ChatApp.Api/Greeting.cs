using ChatApp.Api.Telemetry;

namespace ChatApp.Api;

/// <summary>Logs what has started, and where to open it.</summary>
internal static partial class Greeting
{
    public static void Say(WebApplication app, PathString pathBase)
    {
        var settings = SettingsCatalogue.DescribeSet(app.Configuration);
        LogStarted(
            app.Logger, ProductVersion.Text, Environment.Version, app.Environment.EnvironmentName,
            settings.Count == 0 ? "no settings" : string.Join(", ", settings));
        foreach (var address in app.Urls)
        {
            if (BindingAddress.Parse(address).IsUnixPipe)
            {
                LogSocket(app.Logger, address);
            }
            else
            {
                var reachable = Reachable(address) + pathBase;
                LogOpen(app.Logger, reachable);
            }
        }
    }

    // A wildcard address cannot be opened in a browser, so replace it with localhost.
    private static string Reachable(string address)
    {
        var url = new UriBuilder(
            address.Replace("//+", "//localhost", StringComparison.Ordinal)
                .Replace("//*", "//localhost", StringComparison.Ordinal));
        if (url.Host is "0.0.0.0" or "[::]")
        {
            url.Host = "localhost";
        }

        return url.Uri.GetLeftPart(UriPartial.Authority);
    }

    [LoggerMessage(212, LogLevel.Information,
        "ChatApp {Version} has started on .NET {Runtime} in {Environment}, with {Settings}")]
    private static partial void LogStarted(
        ILogger logger, string version, Version runtime, string environment, string settings);

    [LoggerMessage(202, LogLevel.Information,
        "Open {Address} to chat, and {Address}/docs to try the API; Ctrl+C stops the server, "
            + "--help lists its settings")]
    private static partial void LogOpen(ILogger logger, string address);

    [LoggerMessage(204, LogLevel.Information,
        "Listening on {Address}; Ctrl+C stops the server, --help lists its settings")]
    private static partial void LogSocket(ILogger logger, string address);
}
