using System.Net;
using System.Text;

namespace ChatApp.Domain.Sessions;

/// <summary>A device as its client describes it in the list of sessions: displayed, but never trusted.</summary>
public sealed record SessionDevice
{
    /// <summary>Longest description that is stored, in UTF-16 code units; longer ones are cut.</summary>
    public const int MaxUserAgentLength = 256;

    /// <summary>Longest address, in characters: IPv6 with a scope id.</summary>
    public const int MaxAddressLength = 64;

    private SessionDevice(string userAgent, string? address) => (UserAgent, Address) = (userAgent, address);

    /// <summary>
    /// The name that the program gives itself in <c>User-Agent</c> (RFC 9110, section 10.1.5), without control
    /// characters; may be empty.
    /// </summary>
    public string UserAgent { get; }

    /// <summary>The client's IP address, or null if there is none.</summary>
    public string? Address { get; }

    /// <summary>Makes a description from what the client sends.</summary>
    /// <param name="address">The client's IP address, or null. An IPv4-mapped address becomes IPv4.</param>
    public static SessionDevice Of(string? userAgent, IPAddress? address) => new(
        Shorten(userAgent ?? ""),
        address is { IsIPv4MappedToIPv6: true } ? $"{address.MapToIPv4()}" : address?.ToString());

    // Cuts between runes, so that no surrogate pair is split. Control characters are dropped; PostgreSQL does not
    // accept U+0000.
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
