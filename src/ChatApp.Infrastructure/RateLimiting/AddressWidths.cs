using ChatApp.Application.Common;
using ChatApp.Infrastructure.Settings;

namespace ChatApp.Infrastructure.RateLimiting;

/// <summary>
/// How much more than one address the blocks of IPv6 may have that one customer of a provider can have whole. Every
/// limit by address holds for these blocks too, so many times as wide.
/// </summary>
/// <param name="Of56">How many times as much a /56 may have as an address.</param>
/// <param name="Of48">How many times as much a /48 may have as an address.</param>
public sealed record AddressWidths(int Of56, int Of48)
{
    /// <summary>Bits of the block that providers give to a household.</summary>
    public const int Household = 56;

    /// <summary>Bits of the block that providers give to a site.</summary>
    public const int Site = 48;

    private const int Most = 1_000;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="SettingException">One is impossible.</exception>
    public static AddressWidths Read(SettingsReader settings) => new(
        settings.WholeNumber("Limits:AddressesPerHousehold", 2, min: 1, max: Most),
        settings.WholeNumber("Limits:AddressesPerSite", 4, min: 1, max: Most));

    /// <summary>What is counted for an address: itself, then the blocks around it, the widest last.</summary>
    /// <returns>Each with how many times the limit of an address it may have.</returns>
    public IReadOnlyList<(ClientAddress Block, int Times)> Around(ClientAddress address) =>
        address.Within(Household) is { } household && address.Within(Site) is { } site
            ? [(address, 1), (household, Of56), (site, Of48)]
            : [(address, 1)];
}
