using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace ChatApp.Api.WebSockets.Transport;

/// <summary>
/// Lets a socket outlive the HTTP request that opened it. The request ends with the handshake, which frees all that
/// HTTP keeps for a connection; the socket continues on the bare connection, so an idle one takes a third of the memory
/// (docs/performance.md).
/// </summary>
/// <remarks>
/// It stands between Kestrel's transport and HTTP, outside of TLS. A connection with TLS cannot be handed over: its
/// socket is served within the request. The connection's heartbeat drives HTTP's timers; this class passes it on, to be
/// able to stop it.
/// </remarks>
internal sealed class ConnectionHandover(ConnectionContext connection) : IConnectionHeartbeatFeature
{
    private readonly IDuplexPipe _transport = connection.Transport;
    private DeferredFlushWriter? _output;
    private Action? _heartbeat;
    private Func<Task>? _successor;

    /// <summary>To be put before HTTP in the endpoint's chain.</summary>
    public static ConnectionDelegate Use(ConnectionDelegate http) => async connection =>
    {
        var handover = new ConnectionHandover(connection);
        handover.Attach();
        try
        {
            await http(connection);
        }
        finally
        {
            // Also when HTTP has failed: the successor notices by itself that the connection is gone.
            if (handover.TakeSuccessor() is { } successor)
            {
                await successor();
            }
        }
    };

    /// <summary>The handover of a request's connection; null where HTTP has to keep it.</summary>
    public static ConnectionHandover? Of(HttpContext context) =>
        context.Features.Get<ITlsConnectionFeature>() is null ? context.Features.Get<ConnectionHandover>() : null;

    /// <summary>The connection's bytes, for the successor.</summary>
    public SocketTransport Transport => new(_transport, connection.Abort);

    /// <summary>Whether what HTTP sends waits for the successor's first flush.</summary>
    public bool DefersFlushes
    {
        set => _output!.DefersFlushes = value;
    }

    /// <summary>Registers who serves the connection after the request. The request must not use it any more.</summary>
    public void HandTo(Func<Task> successor) => _successor = successor;

    public void OnHeartbeat(Action<object> action, object state) => _heartbeat += () => action(state);

    private void Attach()
    {
        _output = new DeferredFlushWriter(_transport.Output);
        connection.Transport = new HttpPipe(_transport.Input, _output);
        connection.Features.Set(this);
        if (connection.Features.Get<IConnectionHeartbeatFeature>() is { } heartbeats)
        {
            heartbeats.OnHeartbeat(static handover => ((ConnectionHandover)handover)._heartbeat?.Invoke(), this);
            connection.Features.Set<IConnectionHeartbeatFeature>(this);
        }
    }

    private Func<Task>? TakeSuccessor()
    {
        _heartbeat = null;
        _output = null;
        connection.Transport = _transport;
        connection.Features.Set<ConnectionHandover>(null);
        connection.Features.Set<IConnectionTimeoutFeature>(null);
        var successor = _successor;
        _successor = null;
        return successor;
    }

    private sealed record HttpPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
