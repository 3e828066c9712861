using ChatApp.Infrastructure.Settings;

namespace ChatApp.Api;

/// <summary>
/// Finds settings that nothing reads: a name that is misspelt would otherwise leave a default in force without a word. On the command line, which is written for
/// this program alone, one stops the start (<see cref="CommandLine"/>); elsewhere it is told in the log.
/// </summary>
internal static partial class UnknownSettings
{
    // What the framework reads, of which there is more than could be listed.
    private static readonly HashSet<string> OfFramework = new(StringComparer.OrdinalIgnoreCase)
    {
        WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey, WebHostDefaults.EnvironmentKey, WebHostDefaults.ContentRootKey,
        WebHostDefaults.WebRootKey, WebHostDefaults.ApplicationKey, "AllowedHosts", "DetailedErrors", "ForwardedHeaders_Enabled", "Kestrel", "Logging",
    };

    /// <summary>
    /// Whether there is a setting of this name, in the form of the configuration (<c>Limits:Sockets</c>).
    /// </summary>
    public static bool IsKnown(string key) =>
        OfFramework.Contains(key.Split(':')[0]) || Help.Names().Contains(NameOf(key));

    /// <summary>Logs those of the sections that are this program's own, wherever they come from.</summary>
    public static void Tell(IConfiguration configuration, ILogger logger)
    {
        var known = Help.Names();
        foreach (var section in known.Select(name => name[..name.IndexOf("__", StringComparison.Ordinal)]).Distinct())
        {
            foreach (var (key, value) in configuration.GetSection(section).AsEnumerable())
            {
                if (value is not null && !known.Contains(NameOf(key)))
                {
                    LogUnknown(logger, SettingsReader.EnvironmentName(key));
                }
            }
        }
    }

    // "Cors:AllowedOrigins:0" is a member of "Cors__AllowedOrigins".
    private static string NameOf(string key) =>
        SettingsReader.EnvironmentName(key.Split(':') is [.. var list, var last] && int.TryParse(last, out _) ? string.Join(':', list) : key);

    [LoggerMessage(EventId = 203, Level = LogLevel.Warning, Message = "There is no setting {Setting}, and nothing reads it; --help lists them")]
    private static partial void LogUnknown(ILogger logger, string setting);
}
