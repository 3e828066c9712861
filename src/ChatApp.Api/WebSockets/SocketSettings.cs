using ChatApp.Api.WebSockets.Transport;

namespace ChatApp.Api.WebSockets;

/// <summary>The settings and limits of sockets (contract, sections 4 and 8).</summary>
/// <param name="SocketsPerUser">Largest number of sockets of one user, on all nodes together.</param>
/// <param name="SocketsPerAddress">Largest number of sockets from one address on this node.</param>
/// <param name="Sockets">Largest number of sockets on this node.</param>
/// <param name="AllowTokenInUrl">Whether an access token is allowed in the query of the URL.</param>
internal sealed record SocketSettings(int SocketsPerUser, int SocketsPerAddress, int Sockets, bool AllowTokenInUrl)
{
    /// <summary>Longest message from a client, in bytes.</summary>
    public const int MaxMessageBytes = 64 * 1024;

    /// <summary>
    /// The size limits for a message from a client. The number of frames allows the longest message in fragments of 16
    /// bytes.
    /// </summary>
    public static readonly MessageLimits MessageLimits = new(MaxMessageBytes, Frames: 4_096);

    /// <summary>
    /// How long a client may be silent before it is pinged, and how long it then has to answer. So a silent client is
    /// disconnected 40 s after its last byte.
    /// </summary>
    public static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(20);

    /// <summary>A client that does not receive one write, some tens of KB, within this time is too slow.</summary>
    public static readonly TimeSpan SlowAfter = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a client that is too slow has to receive the close frame before the connection is cut.
    /// </summary>
    public static readonly TimeSpan SlowGrace = TimeSpan.FromSeconds(10);
}
