using ChatApp.Infrastructure.Settings;

namespace ChatApp.Api.WebSockets;

/// <summary>How sockets are served (contract, sections 4 and 8).</summary>
/// <param name="SocketsPerUser">Most sockets that one user may have on this node.</param>
/// <param name="AllowTokenInUrl">Whether the token may stand in the query of the address.</param>
/// <param name="AllowedOrigins">Origins of pages, beside the server's own, that may open sockets.</param>
internal sealed record SocketSettings(int SocketsPerUser, bool AllowTokenInUrl, IReadOnlyList<string> AllowedOrigins)
{
    /// <summary>Longest message from a client, in bytes.</summary>
    public const int MaxMessageBytes = 64 * 1024;

    /// <summary>
    /// The server pings a socket on which nothing has come in for this long. The framework looks four times within the shorter of this and
    /// <see cref="PingTimeout"/>, that is every 4 s, so the ping goes out after 20 s.
    /// </summary>
    public static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(19.5);

    /// <summary>
    /// A peer that has not answered a ping for this long is dropped. It is found at the next look, 20 s after the ping, and so 40 s after the
    /// peer was last heard of.
    /// </summary>
    public static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(16);

    /// <summary>A send that has made no progress for this long marks its client as too slow.</summary>
    public static readonly TimeSpan SlowAfter = TimeSpan.FromSeconds(30);

    /// <summary>How long a client that is too slow has to take in the close frame before the connection is cut.</summary>
    public static readonly TimeSpan SlowGrace = TimeSpan.FromSeconds(30);

    /// <summary>How long a peer has to answer a close frame.</summary>
    public static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    public static SocketSettings Read(SettingsReader settings) => new(
        settings.WholeNumber("Limits:SocketsPerUser", 20, min: 1, max: 10_000),
        settings.Switch("Auth:AllowTokenInUrl", true),
        settings.List("Cors:AllowedOrigins"));
}
