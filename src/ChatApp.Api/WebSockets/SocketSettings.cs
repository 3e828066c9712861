using ChatApp.Api.WebSockets.Transport;

namespace ChatApp.Api.WebSockets;

/// <summary>How sockets are served (contract, sections 4 and 8).</summary>
/// <param name="SocketsPerUser">Most sockets that one user may have on this node.</param>
/// <param name="SocketsPerAddress">Most sockets from one address on this node.</param>
/// <param name="Sockets">Most sockets on this node.</param>
/// <param name="AllowTokenInUrl">Whether the token may stand in the query of the address.</param>
internal sealed record SocketSettings(int SocketsPerUser, int SocketsPerAddress, int Sockets, bool AllowTokenInUrl)
{
    /// <summary>Longest message from a client, in bytes.</summary>
    public const int MaxMessageBytes = 64 * 1024;

    /// <summary>
    /// How large a message from a client may be. The frames are enough for the longest one in pieces of 16 bytes.
    /// </summary>
    public static readonly MessageLimits MessageLimits = new(MaxMessageBytes, Frames: 4_096);

    /// <summary>
    /// How long a client may be silent before it is pinged, and then again before it is given up: 40 s after its last
    /// byte.
    /// </summary>
    public static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(20);

    /// <summary>A client that does not take one write, some tens of KB, within this time is too slow.</summary>
    public static readonly TimeSpan SlowAfter = TimeSpan.FromSeconds(30);

    /// <summary>How long a client that is too slow has for the close frame before the connection is cut.</summary>
    public static readonly TimeSpan SlowGrace = TimeSpan.FromSeconds(10);
}
