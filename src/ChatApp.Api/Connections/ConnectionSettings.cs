using ChatApp.Infrastructure.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ChatApp.Api.Connections;

/// <summary>What a client may cost before anybody knows who it is. Sockets are counted apart from the moment they are open.</summary>
/// <param name="Connections">Most connections on this node; who comes then is cut off.</param>
/// <param name="ConnectionsPerAddress">Most of them from one address; who comes then is cut off.</param>
/// <param name="HeadBytes">Longest head of a request, all of its headers together; 431 beyond.</param>
/// <param name="HeadTimeout">How long a client may take for a head; 408 beyond.</param>
/// <param name="BodyBytesPerSecond">How slowly a body may come in, and an answer be taken, after five seconds of grace; 408, and a cut, below.</param>
internal sealed record ConnectionSettings(
    int Connections, int ConnectionsPerAddress, int HeadBytes, TimeSpan HeadTimeout, int BodyBytesPerSecond)
{
    // Contract, section 1.
    private const int MaxBodyBytes = 64 * 1024;

    // What a connection may have sent and nobody has taken yet. A frame of the longest message has to fit.
    private const int MaxBufferedBytes = 128 * 1024;

    private const int Most = 10_000_000;

    private static readonly TimeSpan BodyGrace = TimeSpan.FromSeconds(5);

    public static ConnectionSettings Read(SettingsReader settings) => new(
        settings.WholeNumber("Limits:Connections", 20_000, min: 1, max: Most),
        settings.WholeNumber("Limits:ConnectionsPerAddress", 5_000, min: 1, max: Most),
        settings.WholeNumber("Limits:HeadBytes", 32 * 1024, min: 4 * 1024, max: MaxBufferedBytes),
        TimeSpan.FromSeconds(settings.WholeNumber("Limits:HeadSeconds", 15, min: 1, max: 600)),
        settings.WholeNumber("Limits:BodyBytesPerSecond", 240, min: 1, max: MaxBodyBytes));

    /// <summary>Gives them to Kestrel, which holds most of them.</summary>
    public void Apply(KestrelServerLimits limits)
    {
        var slowest = new MinDataRate(BodyBytesPerSecond, BodyGrace);
        limits.MaxRequestBodySize = MaxBodyBytes;
        limits.MaxRequestBufferSize = MaxBufferedBytes;
        limits.MaxRequestHeadersTotalSize = HeadBytes;
        limits.RequestHeadersTimeout = HeadTimeout;
        (limits.MinRequestBodyDataRate, limits.MinResponseDataRate) = (slowest, slowest);
    }
}
