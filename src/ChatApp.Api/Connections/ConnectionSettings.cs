using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace ChatApp.Api.Connections;

/// <summary>The limits for clients before they are authenticated; the catalogue of settings describes them.</summary>
internal sealed record ConnectionSettings(
    int Connections, int ConnectionsPerAddress, int StrangersPerAddress, int ReadAheadBytes, int UnsentBytes,
    int HeadBytes, TimeSpan HeadTimeout, int BodyBytesPerSecond)
{
    // Contract, section 1.
    private const int MaxBodyBytes = 64 * 1024;

    // HTTP/2 flow-control windows for request bodies, of a connection and of a single stream: the smallest allowed.
    private const int Http2ConnectionWindow = 128 * 1024;
    private const int Http2StreamWindow = 64 * 1024;

    private static readonly TimeSpan BodyGrace = TimeSpan.FromSeconds(5);

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

    public void Apply(SocketTransportOptions transport) =>
        (transport.MaxReadBufferSize, transport.MaxWriteBufferSize) = (ReadAheadBytes, UnsentBytes);
}
