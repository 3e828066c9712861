using ChatApp.Infrastructure.Settings;

namespace ChatApp.Api;

/// <summary>
/// Finds names that no setting has: a misspelt one would otherwise leave a default in force without notice. On the
/// command line one stops the start (<see cref="CommandLine"/>); elsewhere it is only logged, since the environment is
/// not this program's alone.
/// </summary>
internal static partial class UnknownSettings
{
    /// <summary>Logs those in this program's own sections, wherever they come from.</summary>
    public static void Tell(IConfiguration configuration, ILogger logger)
    {
        var sections = SettingsCatalogue.Groups.SelectMany(group => group.Settings)
            .Where(setting => setting is not FrameworkSetting && setting.Key.Contains(':', StringComparison.Ordinal))
            .Select(setting => setting.Key.Split(':')[0])
            .Distinct();
        foreach (var (key, value) in sections.SelectMany(section => configuration.GetSection(section).AsEnumerable()))
        {
            if (value is not null && !SettingsCatalogue.Knows(key))
            {
                LogUnknown(logger, Setting.EnvironmentName(key));
            }
        }
    }

    [LoggerMessage(EventId = 203, Level = LogLevel.Warning,
        Message = "There is no setting {Setting}, and nothing reads it; --help lists them")]
    private static partial void LogUnknown(ILogger logger, string setting);
}
