using ChatApp.Api.WebSockets.Transport;

namespace ChatApp.Api.WebSockets;

/// <summary>The settings and limits of sockets (contract, sections 4 and 8).</summary>
internal sealed record SocketSettings(int SocketsPerUser, int SocketsPerAddress, int Sockets, bool AllowTokenInUrl)
{
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

    /// <summary>How long a client that is too slow then has to receive the close frame, before it is cut off.</summary>
    public static readonly TimeSpan SlowGrace = TimeSpan.FromSeconds(10);
}
