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

    /// <summary>Most frames of one message: the longest one in pieces of 16 bytes. Empty frames count too, which the length does not bound.</summary>
    public const int MaxFramesOfMessage = 4_096;

    /// <summary>
    /// How long a peer may be silent before it is pinged, and then again before it is given up: dropped 40 s after it was last heard of.
    /// </summary>
    public static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(20);

    /// <summary>A client that has not taken in what is written for it within this time, some tens of KB, is too slow.</summary>
    public static readonly TimeSpan SlowAfter = TimeSpan.FromSeconds(30);

    /// <summary>How long a client that is too slow has to take in the close frame before the connection is cut.</summary>
    public static readonly TimeSpan SlowGrace = TimeSpan.FromSeconds(10);

    /// <summary>How long a peer has to answer a close frame.</summary>
    public static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);
}
