using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ChatApp.Application.Common;

/// <summary>
/// The client's address as rate limits count it: a whole IPv4 address, or the first 64 bits of an IPv6 address, because
/// a client can freely choose the other 64. An IPv4-mapped IPv6 address counts as its IPv4 address.
/// </summary>
/// <remarks>
/// A provider often assigns a /56 or even a /48 block to one customer, so limits also count the blocks given by
/// <see cref="Within"/>.
/// </remarks>
public readonly record struct ClientAddress
{
    private const int PrefixBits = 64;
    private const int PrefixBytes = PrefixBits / 8;

    private readonly AddressFamily _family;
    private readonly ulong _prefix;
    private readonly int _bits;

    private ClientAddress(AddressFamily family, ulong prefix, int bits) =>
        (_family, _prefix, _bits) = (family, prefix, bits);

    /// <summary>
    /// Converts an address. All clients without one, for example over a Unix socket, count as one address.
    /// </summary>
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
