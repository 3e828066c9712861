using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ChatApp.Application.Common;

/// <summary>
/// Where a request comes from, as far as limits go: a whole IPv4 address, or the first 64 bits of an IPv6 address,
/// within which an address costs nothing. An IPv4 address in the form of IPv6 is the IPv4 address.
/// </summary>
/// <remarks>
/// One customer of a provider has more of IPv6 than that, often a /56 and sometimes a /48, so limits look at the blocks
/// <see cref="Within"/> too.
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

    /// <summary>The place of an address. All that have none, as over a Unix socket, are at one place.</summary>
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

    /// <summary>The block of IPv6 around it that has its first bits; null for what is no IPv6 address.</summary>
    /// <param name="bits">How many bits, 1 to 63.</param>
    public ClientAddress? Within(int bits) => _family == AddressFamily.InterNetworkV6
        ? new ClientAddress(_family, _prefix & (ulong.MaxValue << (PrefixBits - bits)), bits)
        : null;
}
