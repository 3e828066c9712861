using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace ChatApp.Api.Connections;

/// <summary>
/// What a client may cost before it is known. An open socket is counted apart.
/// </summary>
/// <param name="Connections">Most connections on this node; one more is cut off.</param>
/// <param name="ConnectionsPerAddress">Most of them from one address; one more is cut off.</param>
/// <param name="StrangersPerAddress">
/// Most of them from one address on which nobody has shown a good token yet; who comes then takes the place of the one
/// that has been idle for the longest time, or is cut off.
/// </param>
/// <param name="ReadAheadBytes">
/// Most bytes that are read from a client before they are wanted; what one read brings may come on top of it.
/// </param>
/// <param name="UnsentBytes">
/// How many bytes may wait for a client to take them before whoever writes has to wait; one write may go beyond it.
/// </param>
/// <param name="HeadBytes">Longest head of a request, all of its headers together; 431 beyond.</param>
/// <param name="HeadTimeout">
/// How long a client may take for its first byte, and how long for a head; a cut, and 408, beyond.
/// </param>
/// <param name="BodyBytesPerSecond">
/// The lowest rate at which a body may come in and an answer be read, after five seconds; 408, and a cut, below.
/// </param>
internal sealed record ConnectionSettings(
    int Connections,
    int ConnectionsPerAddress,
    int StrangersPerAddress,
    int ReadAheadBytes,
    int UnsentBytes,
    int HeadBytes,
    TimeSpan HeadTimeout,
    int BodyBytesPerSecond)
{
    // Contract, section 1.
    private const int MaxBodyBytes = 64 * 1024;

    // What one connection of HTTP/2 may have sent of all its bodies, and of one of them, the least that there can be.
    private const int Http2ConnectionWindow = 128 * 1024;
    private const int Http2StreamWindow = 64 * 1024;

    private static readonly TimeSpan BodyGrace = TimeSpan.FromSeconds(5);

    /// <summary>Gives them to Kestrel, which holds most of them.</summary>
    public void Apply(KestrelServerLimits limits)
    {
        var slowest = new MinDataRate(BodyBytesPerSecond, BodyGrace);
        limits.MaxRequestBodySize = MaxBodyBytes;

        // Kestrel applies these two to the bodies of HTTP/2 alone.
        limits.MaxRequestBufferSize = Math.Max(ReadAheadBytes, HeadBytes);
        limits.MaxResponseBufferSize = UnsentBytes;
        limits.Http2.InitialConnectionWindowSize = Http2ConnectionWindow;
        limits.Http2.InitialStreamWindowSize = Http2StreamWindow;
        limits.MaxRequestHeadersTotalSize = HeadBytes;
        limits.RequestHeadersTimeout = HeadTimeout;
        (limits.MinRequestBodyDataRate, limits.MinResponseDataRate) = (slowest, slowest);
    }

    /// <summary>Gives the rest to the transport, which reads ahead of whoever wants the bytes.</summary>
    public void Apply(SocketTransportOptions transport) =>
        (transport.MaxReadBufferSize, transport.MaxWriteBufferSize) = (ReadAheadBytes, UnsentBytes);
}
