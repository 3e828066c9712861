using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ChatApp.Application.Common;

/// <summary>
/// The client's address as rate limits count it: a whole IPv4 address, or the first 64 bits of an IPv6 address, because
/// a client can freely choose the other 64. An IPv4-mapped IPv6 address counts as its IPv4 address.
/// </summary>
public readonly record struct ClientAddress
{
    private const int PrefixBits = 64;
    private const int PrefixBytes = PrefixBits / 8;

    private readonly AddressFamily _family;
    private readonly ulong _prefix;
    private readonly int _bits;

    private ClientAddress(AddressFamily family, ulong prefix, int bits) =>
        (_family, _prefix, _bits) = (family, prefix, bits);

    /// <summary>Converts an address. All clients without one, as on a Unix socket, count as one address.</summary>
    public static ClientAddress Of(IPAddress? address)
    {
        if (address is null)
        {
            return default;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        Span<byte> bytes = stackalloc byte[2 * PrefixBytes];
        bytes.Clear();
        plain.TryWriteBytes(bytes, out _);
        return new ClientAddress(plain.AddressFamily, BinaryPrimitives.ReadUInt64BigEndian(bytes), PrefixBits);
    }

    /// <summary>The IPv6 block that contains this address; null if this is not an IPv6 address.</summary>
    /// <param name="bits">Prefix length of the block, 1 to 63.</param>
    public ClientAddress? Within(int bits) => _family == AddressFamily.InterNetworkV6
        ? new ClientAddress(_family, _prefix & (ulong.MaxValue << (PrefixBits - bits)), bits)
        : null;
}

/// <summary>
/// The client's address of the current call, for the audit log. An <see cref="AsyncLocal{T}"/> costs time on every
/// call, so it is set only for calls about accounts and sessions, not for messages.
/// </summary>
public static class CallingAddress
{
    private static readonly AsyncLocal<IPAddress?> Address = new();

    /// <summary>The address, or null if it is not set.</summary>
    public static IPAddress? Current { get => Address.Value; set => Address.Value = value; }
}

/// <summary>
/// Factors by which a block of IPv6 addresses has a higher limit than a single address. A provider assigns a whole
/// block to a customer, so every limit for an address also applies to the blocks around it, multiplied by these
/// factors.
/// </summary>
public sealed record AddressWidths(int Of56, int Of48)
{
    /// <summary>Prefix length of the block that providers assign to a household.</summary>
    public const int Household = 56;

    /// <summary>Prefix length of the block that providers assign to a site.</summary>
    public const int Site = 48;

    /// <summary>What is counted for an address: the address, then the blocks around it, the largest last.</summary>
    /// <returns>Each item has the factor that multiplies the limit of a single address.</returns>
    public IReadOnlyList<(ClientAddress Block, int Times)> Around(ClientAddress address) =>
        address.Within(Household) is { } household && address.Within(Site) is { } site
            ? [(address, 1), (household, Of56), (site, Of48)]
            : [(address, 1)];
}
