using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace ChatApp.Api.Connections;

/// <summary>The limits for clients before they are authenticated. Open sockets are counted separately.</summary>
/// <param name="Connections">Largest number of connections on this node; further ones are cut off.</param>
/// <param name="ConnectionsPerAddress">
/// Largest number of connections from one address; further ones are cut off.
/// </param>
/// <param name="StrangersPerAddress">
/// Largest number of connections from one address that have not yet sent a valid token. A further one replaces the one
/// that was idle longest or, if none is idle, busy longest.
/// </param>
/// <param name="ReadAheadBytes">
/// Most bytes that are read from a client before they are needed; a single read may exceed it.
/// </param>
/// <param name="UnsentBytes">
/// Most bytes that wait for a client to read them before the writer has to wait; a single write may exceed it.
/// </param>
/// <param name="HeadBytes">Largest size of all headers of a request together, in bytes; 431 beyond.</param>
/// <param name="HeadTimeout">
/// The time for the first byte (beyond: cut off), and the time for the head of a request (beyond: 408).
/// </param>
/// <param name="BodyBytesPerSecond">
/// The lowest rate, after five seconds, at which a body must arrive (below: 408) and an answer must be read (below: cut
/// off).
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

    // HTTP/2 flow-control windows for request bodies, of a connection and of a single stream: the smallest allowed.
    private const int Http2ConnectionWindow = 128 * 1024;
    private const int Http2StreamWindow = 64 * 1024;

    private static readonly TimeSpan BodyGrace = TimeSpan.FromSeconds(5);

    /// <summary>Applies the limits that Kestrel enforces.</summary>
    public void Apply(KestrelServerLimits limits)
    {
        var slowest = new MinDataRate(BodyBytesPerSecond, BodyGrace);
        limits.MaxRequestBodySize = MaxBodyBytes;

        // Kestrel applies these two limits only to HTTP/2 bodies.
        limits.MaxRequestBufferSize = Math.Max(ReadAheadBytes, HeadBytes);
        limits.MaxResponseBufferSize = UnsentBytes;
        limits.Http2.InitialConnectionWindowSize = Http2ConnectionWindow;
        limits.Http2.InitialStreamWindowSize = Http2StreamWindow;
        limits.MaxRequestHeadersTotalSize = HeadBytes;
        limits.RequestHeadersTimeout = HeadTimeout;
        (limits.MinRequestBodyDataRate, limits.MinResponseDataRate) = (slowest, slowest);
    }

    /// <summary>Applies the limits that the transport enforces.</summary>
    public void Apply(SocketTransportOptions transport) =>
        (transport.MaxReadBufferSize, transport.MaxWriteBufferSize) = (ReadAheadBytes, UnsentBytes);
}
