using ChatApp.Infrastructure.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace ChatApp.Api.Connections;

/// <summary>What a client may cost before anybody knows who it is. Sockets are counted apart from the moment they are open.</summary>
/// <param name="Connections">Most connections on this node; who comes then is cut off.</param>
/// <param name="ConnectionsPerAddress">Most of them from one address; who comes then is cut off.</param>
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
/// <param name="BodyBytesPerSecond">How slowly a body may come in, and an answer be taken, after five seconds of grace; 408, and a cut, below.</param>
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

    private const int MaxBufferedBytes = 1024 * 1024;

    // What one connection of HTTP/2 may have sent of all its bodies, and of one of them, the least that there can be.
    private const int Http2ConnectionWindow = 128 * 1024;
    private const int Http2StreamWindow = 64 * 1024;

    private const int Most = 10_000_000;

    private static readonly TimeSpan BodyGrace = TimeSpan.FromSeconds(5);

    public static ConnectionSettings Read(SettingsReader settings) => new(
        settings.WholeNumber("Limits:Connections", 20_000, min: 1, max: Most),
        settings.WholeNumber("Limits:ConnectionsPerAddress", 2_000, min: 1, max: Most),
        settings.WholeNumber("Limits:StrangersPerAddress", 300, min: 1, max: Most),
        settings.WholeNumber("Limits:ReadAheadBytes", 16 * 1024, min: 4 * 1024, max: MaxBufferedBytes),
        settings.WholeNumber("Limits:UnsentBytes", 16 * 1024, min: 4 * 1024, max: MaxBufferedBytes),
        settings.WholeNumber("Limits:HeadBytes", 32 * 1024, min: 4 * 1024, max: 128 * 1024),
        TimeSpan.FromSeconds(settings.WholeNumber("Limits:HeadSeconds", 15, min: 1, max: 600)),
        settings.WholeNumber("Limits:BodyBytesPerSecond", 240, min: 1, max: MaxBodyBytes));

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
