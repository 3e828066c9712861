using System.Text.Encodings.Web;
using ChatApp.Infrastructure.Settings;
using Microsoft.Extensions.Logging.Console;

namespace ChatApp.Api;

/// <summary>
/// The format of the console's log, and a check of its settings: the framework ignores an unknown format, and would not
/// name the setting of an invalid level.
/// </summary>
internal static class LogSettings
{
    private const string Section = "Logging";
    private const string LevelsOf = "LogLevel";
    private const string Format = "Logging:Console:FormatterName";

    private static readonly string[] Formats =
        [ConsoleFormatterNames.Simple, ConsoleFormatterNames.Json, ConsoleFormatterNames.Systemd];

    /// <exception cref="SettingException">A value is not a log level, or not a format.</exception>
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
                throw Invalid(key, value, Enum.GetNames<LogLevel>());
            }
        }

        if (configuration[Format] is { Length: > 0 } format
            && !Formats.Contains(format, StringComparer.OrdinalIgnoreCase))
        {
            throw Invalid(Format, format, Formats);
        }
    }

    /// <summary>Without a setting, programs read the log, except in Development.</summary>
    public static void ChooseFormat(IServiceCollection services, IHostEnvironment environment)
    {
        var format = environment.IsDevelopment() ? ConsoleFormatterNames.Simple : ConsoleFormatterNames.Json;
        services.PostConfigure<ConsoleLoggerOptions>(options =>
            options.FormatterName = string.IsNullOrEmpty(options.FormatterName) ? format : options.FormatterName);
        services.PostConfigure<JsonConsoleFormatterOptions>(options =>
        {
            // The format of times is that of lines, in which a space follows.
            options.TimestampFormat = options.TimestampFormat?.TrimEnd();

            // The default would escape quotes and plus signs as for a page.
            var writer = options.JsonWriterOptions;
            writer.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            options.JsonWriterOptions = writer;
        });
    }

    private static SettingException Invalid(string key, string value, string[] values) => new(
        $"The setting {Setting.EnvironmentName(key)} must be one of {string.Join(", ", values)}; it is '{value}'.");
}
