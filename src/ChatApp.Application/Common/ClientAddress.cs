using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ChatApp.Application.Common;

/// <summary>
/// Where a request comes from, as far as limits go: a whole IPv4 address, or the first 64 bits of an IPv6 address, which is what one customer of a provider
/// has and within which an address costs nothing. An IPv4 address in the form of IPv6 is the IPv4 address.
/// </summary>
public readonly record struct ClientAddress
{
    private const int PrefixBytes = 8;

    private readonly AddressFamily _family;
    private readonly ulong _prefix;

    private ClientAddress(AddressFamily family, ulong prefix) => (_family, _prefix) = (family, prefix);

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
        return new ClientAddress(plain.AddressFamily, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }
}
