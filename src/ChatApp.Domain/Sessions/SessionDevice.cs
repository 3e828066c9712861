using System.Net;
using System.Text;

namespace ChatApp.Domain.Sessions;

/// <summary>
/// What a user can tell the sessions in a list apart by. Said by the client itself, so it is shown and never relied on.
/// </summary>
public sealed record SessionDevice
{
    /// <summary>Longest description that is kept, in UTF-16 code units; what is longer is cut.</summary>
    public const int MaxUserAgentLength = 256;

    /// <summary>Longest address: IPv6, with the number of its link.</summary>
    public const int MaxAddressLength = 64;

    private SessionDevice(string userAgent, string? address) => (UserAgent, Address) = (userAgent, address);

    /// <summary>
    /// The program, as it calls itself: the <c>User-Agent</c> (RFC 9110, section 10.1.5), in printable characters; may
    /// be empty.
    /// </summary>
    public string UserAgent { get; }

    /// <summary>The address that it came from, or null when there is none.</summary>
    public string? Address { get; }

    /// <summary>Makes a description of whatever a client says of itself.</summary>
    /// <param name="userAgent">The program, as it calls itself.</param>
    /// <param name="address">
    /// Where it calls from; an IPv4 address in the form of IPv6 is kept as the IPv4 address.
    /// </param>
    public static SessionDevice Of(string? userAgent, IPAddress? address) => new(
        Shorten(userAgent ?? ""),
        address is { IsIPv4MappedToIPv6: true } ? $"{address.MapToIPv4()}" : address?.ToString());

    // By runes: neither half of a pair may be kept without the other, and neither database takes U+0000.
    private static string Shorten(string userAgent)
    {
        var kept = new StringBuilder(Math.Min(userAgent.Length, MaxUserAgentLength));
        foreach (var rune in userAgent.EnumerateRunes())
        {
            if (kept.Length + rune.Utf16SequenceLength > MaxUserAgentLength)
            {
                break;
            }

            if (!Rune.IsControl(rune))
            {
                kept.Append(rune);
            }
        }

        return kept.ToString();
    }
}
