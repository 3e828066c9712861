namespace ChatApp.Api;

/// <summary>Logs where to open the server after it has started.</summary>
internal static partial class Greeting
{
    public static void Say(WebApplication app, PathString pathBase)
    {
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

    [LoggerMessage(202, LogLevel.Information,
        "Open {Address} to chat, and {Address}/docs to try the API; Ctrl+C stops the server, "
            + "--help lists its settings")]
    private static partial void LogOpen(ILogger logger, string address);

    [LoggerMessage(204, LogLevel.Information,
        "Listening on {Address}; Ctrl+C stops the server, --help lists its settings")]
    private static partial void LogSocket(ILogger logger, string address);
}
