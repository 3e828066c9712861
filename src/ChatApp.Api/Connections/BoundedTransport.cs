using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace ChatApp.Api.Connections;

/// <summary>
/// Kestrel's transport with a bound on all that is open, whatever it has become: a request, one that waits for its
/// first byte, a socket. Beyond it a connection is accepted and closed at once, by the loop that accepts, so that those
/// which wait to be refused never are many.
/// </summary>
/// <remarks>
/// Kestrel's own limit lets go of a connection that has become a socket, and counts no sooner than when a thread comes
/// to it. Where no descriptor is left, its loop tries to accept again and again and never gets anywhere. Safe for use
/// by any thread.
/// </remarks>
internal sealed partial class BoundedTransport(
    SocketTransportFactory sockets,
    Capacity capacity,
    ConnectionMetrics metrics,
    TimeProvider time,
    ILogger<BoundedTransport> logger)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly Throttle _told = new(time, TimeSpan.FromMinutes(1));
    private long _open;

    /// <summary>How many are open.</summary>
    public long Open => Interlocked.Read(ref _open);

    public bool CanBind(EndPoint endpoint) => sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(
        EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new BoundedListener(await sockets.BindAsync(endpoint, cancellationToken), this);

    /// <summary>Counts one in, unless there are as many as there may be.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= capacity.Total)
        {
            return true;
        }

        Leave();
        metrics.Refused("process");
        if (_told.TryPass())
        {
            LogFull(logger, capacity.Total);
        }

        return false;
    }

    /// <summary>Counts one out that was counted in.</summary>
    public void Leave() => Interlocked.Decrement(ref _open);

    [LoggerMessage(EventId = 206, Level = LogLevel.Warning,
        Message = "{Count} connections and sockets are open, as many as there may be; further ones are cut off")]
    private static partial void LogFull(ILogger logger, long count);
}
