using ChatApp.Infrastructure.Settings;

namespace ChatApp.Api;

/// <summary>Refuses invalid log levels in the settings. The framework would not name the setting.</summary>
internal static class LogLevels
{
    private const string Section = "Logging";
    private const string LevelsOf = "LogLevel";

    /// <exception cref="SettingException">A value is not a log level.</exception>
    public static void Check(IConfiguration configuration)
    {
        foreach (var (key, value) in configuration.GetSection(Section).AsEnumerable())
        {
            // Logging:LogLevel:CATEGORY for all providers, and Logging:PROVIDER:LogLevel:CATEGORY for one.
            var isLevel = key.Split(':') is [_, LevelsOf, ..] or [_, _, LevelsOf, ..];
            if (isLevel
                && !string.IsNullOrEmpty(value)
                && !(Enum.TryParse<LogLevel>(value, ignoreCase: true, out var level) && Enum.IsDefined(level)))
            {
                var levels = string.Join(", ", Enum.GetNames<LogLevel>());
                throw new SettingException(
                    $"The setting {Setting.EnvironmentName(key)} must be one of {levels}; it is '{value}'.");
            }
        }
    }
}
