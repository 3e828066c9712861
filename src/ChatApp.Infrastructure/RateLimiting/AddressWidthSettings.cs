using ChatApp.Application.Common;
using ChatApp.Infrastructure.Settings;

namespace ChatApp.Infrastructure.RateLimiting;

/// <summary>Reads <see cref="AddressWidths"/> from the settings.</summary>
internal static class AddressWidthSettings
{
    private const int Most = 1_000;

    /// <exception cref="SettingException">A setting is impossible.</exception>
    public static AddressWidths Read(SettingsReader settings) => new(
        settings.WholeNumber("Limits:AddressesPerHousehold", 2, min: 1, max: Most),
        settings.WholeNumber("Limits:AddressesPerSite", 4, min: 1, max: Most));
}
