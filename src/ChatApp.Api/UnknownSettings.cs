using ChatApp.Infrastructure.Settings;

namespace ChatApp.Api;

/// <summary>
/// Finds unknown setting names. Otherwise a misspelt name would silently leave a default in force. On the command line
/// an unknown name stops the start (<see cref="CommandLine"/>). Elsewhere it is only logged, because other programs use
/// the environment too.
/// </summary>
internal static partial class UnknownSettings
{
    /// <summary>Logs unknown names in the sections of this program, from any source.</summary>
    public static void Log(IConfiguration configuration, ILogger logger)
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

    [LoggerMessage(203, LogLevel.Warning, "There is no setting {Setting}, so it is ignored; --help lists all settings")]
    private static partial void LogUnknown(ILogger logger, string setting);
}
