using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
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
    SocketTransportFactory sockets, Capacity capacity, ConnectionMetrics metrics, TimeProvider time,
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

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= capacity.Total)
        {
            return true;
        }

        Leave();
        metrics.Refused(ConnectionMetrics.Process);
        if (_logThrottle.TryPass())
        {
            LogFull(logger, capacity.Total);
        }

        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _open);

    [LoggerMessage(206, LogLevel.Warning,
        "{Count} connections and sockets are open, which is the limit; further connections are cut off")]
    private static partial void LogFull(ILogger logger, long count);
}

/// <summary>Listens on one address. A single loop of Kestrel accepts the connections.</summary>
internal sealed class BoundedListener(IConnectionListener listener, BoundedTransport transport) : IConnectionListener
{
    public EndPoint EndPoint => listener.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await listener.AcceptAsync(cancellationToken) is { } connection)
        {
            if (transport.TryEnter())
            {
                return new CountedConnection(connection, transport);
            }

            connection.Abort();
            await connection.DisposeAsync();
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) =>
        listener.UnbindAsync(cancellationToken);

    public ValueTask DisposeAsync() => listener.DisposeAsync();
}

/// <summary>A connection that is counted until it is disposed, because only then its descriptor is free.</summary>
internal sealed class CountedConnection(ConnectionContext raw, BoundedTransport transport) : ConnectionContext
{
    private int _hasLeft;

    public override string ConnectionId { get => raw.ConnectionId; set => raw.ConnectionId = value; }

    public override IFeatureCollection Features => raw.Features;

    public override IDictionary<object, object?> Items { get => raw.Items; set => raw.Items = value; }

    public override IDuplexPipe Transport { get => raw.Transport; set => raw.Transport = value; }

    public override CancellationToken ConnectionClosed
    {
        get => raw.ConnectionClosed;
        set => raw.ConnectionClosed = value;
    }

    public override EndPoint? LocalEndPoint { get => raw.LocalEndPoint; set => raw.LocalEndPoint = value; }

    public override EndPoint? RemoteEndPoint { get => raw.RemoteEndPoint; set => raw.RemoteEndPoint = value; }

    public override void Abort() => raw.Abort();

    public override void Abort(ConnectionAbortedException abortReason) => raw.Abort(abortReason);

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await raw.DisposeAsync();
        }
        finally
        {
            await base.DisposeAsync();
            if (Interlocked.Exchange(ref _hasLeft, 1) == 0)
            {
                transport.Leave();
            }
        }
    }
}
