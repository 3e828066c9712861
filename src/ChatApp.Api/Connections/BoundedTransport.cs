using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace ChatApp.Api.Connections;

/// <summary>
/// Kestrel's transport with a limit on all open connections, including sockets and connections that have sent nothing.
/// A connection beyond the limit is accepted and closed at once by the accept loop, so that connections to be refused
/// never pile up.
/// </summary>
/// <remarks>
/// Kestrel's own limit stops counting a connection that has become a socket, and counts a new one only when a thread
/// reaches it. When no descriptor is left, its accept loop retries forever without progress. Thread-safe.
/// </remarks>
internal sealed partial class BoundedTransport(
    SocketTransportFactory sockets,
    Capacity capacity,
    ConnectionMetrics metrics,
    TimeProvider time,
    ILogger<BoundedTransport> logger)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly Throttle _logThrottle = new(time, TimeSpan.FromMinutes(1));
    private long _open;

    public long Open => Interlocked.Read(ref _open);

    public bool CanBind(EndPoint endpoint) => sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(
        EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new BoundedListener(await sockets.BindAsync(endpoint, cancellationToken), this);

    /// <summary>Counts one more connection, unless the limit is reached.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= capacity.Total)
        {
            return true;
        }

        Leave();
        metrics.Refused("process");
        if (_logThrottle.TryPass())
        {
            LogFull(logger, capacity.Total);
        }

        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _open);

    [LoggerMessage(EventId = 206, Level = LogLevel.Warning,
        Message = "{Count} connections and sockets are open, which is the limit; further connections are cut off")]
    private static partial void LogFull(ILogger logger, long count);
}
