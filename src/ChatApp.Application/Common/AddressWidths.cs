namespace ChatApp.Application.Common;

/// <summary>
/// How much more a block of IPv6 addresses may have than one address, since a provider gives a customer a whole block.
/// Every limit by address also holds for the blocks around it, multiplied by these factors.
/// </summary>
/// <param name="Of56">The factor of a /56.</param>
/// <param name="Of48">The factor of a /48.</param>
public sealed record AddressWidths(int Of56, int Of48)
{
    /// <summary>Prefix length of the block that providers give to a household.</summary>
    public const int Household = 56;

    /// <summary>Prefix length of the block that providers give to a site.</summary>
    public const int Site = 48;

    /// <summary>
    /// What is counted for an address: the address itself, then the blocks around it, the widest last.
    /// </summary>
    /// <returns>Each with the factor by which the limit of an address is multiplied.</returns>
    public IReadOnlyList<(ClientAddress Block, int Times)> Around(ClientAddress address) =>
        address.Within(Household) is { } household && address.Within(Site) is { } site
            ? [(address, 1), (household, Of56), (site, Of48)]
            : [(address, 1)];
}
