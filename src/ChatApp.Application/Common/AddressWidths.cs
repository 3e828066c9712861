namespace ChatApp.Application.Common;

/// <summary>
/// Factors by which a block of IPv6 addresses has a higher limit than a single address. A provider assigns a whole
/// block to a customer, so every limit for an address also applies to the blocks around it, multiplied by these
/// factors.
/// </summary>
/// <param name="Of56">The factor for a /56 block.</param>
/// <param name="Of48">The factor for a /48 block.</param>
public sealed record AddressWidths(int Of56, int Of48)
{
    /// <summary>Prefix length of the block that providers assign to a household.</summary>
    public const int Household = 56;

    /// <summary>Prefix length of the block that providers assign to a site.</summary>
    public const int Site = 48;

    /// <summary>
    /// What is counted for an address: the address itself, then the blocks around it, the largest last.
    /// </summary>
    /// <returns>Each item has the factor that multiplies the limit of a single address.</returns>
    public IReadOnlyList<(ClientAddress Block, int Times)> Around(ClientAddress address) =>
        address.Within(Household) is { } household && address.Within(Site) is { } site
            ? [(address, 1), (household, Of56), (site, Of48)]
            : [(address, 1)];
}
