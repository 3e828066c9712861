using ChatApp.Infrastructure.Settings;

namespace ChatApp.Api;

/// <summary>All settings, for <c>--help</c> and docs/settings.md. Any other name is unknown.</summary>
internal static class SettingsCatalogue
{
    /// <summary>The groups of settings, in the order of docs/settings.md.</summary>
    public static IReadOnlyList<SettingGroup> Groups { get; } =
    [
        SettingGroup.Of("Addresses and origins", typeof(ApiCatalogue.Hosting)),
        .. InfrastructureSettings.Groups,
        SettingGroup.Of("Rates of requests", typeof(ApiCatalogue.Requests)),
        SettingGroup.Of("Connections and sockets", typeof(ApiCatalogue.Limits)),
        SettingGroup.Of("Framework and libraries", typeof(ApiCatalogue.Framework)),
    ];

    /// <summary>
    /// The settings that are set: numbers, switches and choices with their values; texts, which can be secrets, by name
    /// alone.
    /// </summary>
    public static IReadOnlyList<string> DescribeSet(IConfiguration configuration) =>
    [
        .. from settings in Groups
           from setting in settings.Settings
           where setting is not FrameworkSetting
           from key in setting.Keys
           where configuration.GetSection(key).AsEnumerable().Any(entry => !string.IsNullOrEmpty(entry.Value))
           let name = Setting.EnvironmentName(key)
           let isText = setting is TextSetting or OptionalTextSetting or ListSetting
           select isText ? name : $"{name}={configuration[key]}",
    ];

    /// <summary>Whether a setting reads this key of the configuration, such as <c>Limits:Sockets</c>.</summary>
    public static bool Knows(string key) => Groups.Any(group => group.Settings.Any(setting => setting.Covers(key)));
}
