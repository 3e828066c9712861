using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace ChatApp.Api.WebSockets.Transport;

/// <summary>
/// Lets a socket outlive the HTTP request that opened it. The request ends with the handshake, which frees all memory
/// that HTTP holds for a connection. The socket continues on the bare connection, so an idle one takes a third of the
/// memory (docs/performance.md).
/// </summary>
/// <remarks>
/// It is between Kestrel's transport and HTTP, outside of TLS. A connection with TLS cannot be handed over: its socket
/// is served within the request. The connection's heartbeat drives the timers of HTTP; this class forwards it, so that
/// it can stop it.
/// </remarks>
internal sealed class ConnectionHandover(ConnectionContext connection) : IConnectionHeartbeatFeature
{
    private readonly IDuplexPipe _transport = connection.Transport;
    private DeferredFlushWriter? _output;
    private Action? _heartbeat;
    private Func<Task>? _successor;

    /// <summary>The middleware to put in front of HTTP in the endpoint's pipeline.</summary>
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
            // Run it even if HTTP has failed: the successor detects itself that the connection is gone.
            if (handover.TakeSuccessor() is { } successor)
            {
                await successor();
            }
        }
    };

    /// <summary>The handover for the connection of a request; null if HTTP has to keep the connection.</summary>
    public static ConnectionHandover? Of(HttpContext context) =>
        context.Features.Get<ITlsConnectionFeature>() is null ? context.Features.Get<ConnectionHandover>() : null;

    public SocketTransport Transport => new(_transport, connection.Abort);

    /// <summary>Whether output of HTTP waits for the successor's first flush.</summary>
    public bool DefersFlushes { set => _output!.DefersFlushes = value; }

    /// <summary>Registers what serves the connection after the request, which must no longer use it.</summary>
    public void HandTo(Func<Task> successor) => _successor = successor;

    public void OnHeartbeat(Action<object> action, object state) => _heartbeat += () => action(state);

    private void Attach()
    {
        _output = new DeferredFlushWriter(_transport.Output);
        connection.Transport = new DuplexPipe(_transport.Input, _output);
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
}

/// <summary>
/// The output of a connection, as HTTP sees it. While flushes are deferred, data that HTTP flushes stays in the buffer
/// until <paramref name="output"/> itself is flushed. So the answer to a handshake is sent together with the socket's
/// first frame. It is as thread-safe as that output.
/// </summary>
internal sealed class DeferredFlushWriter(PipeWriter output) : PipeWriter
{
    /// <summary>Whether only the user of the output itself flushes.</summary>
    public bool DefersFlushes { get; set; }

    public override bool CanGetUnflushedBytes => output.CanGetUnflushedBytes;

    public override long UnflushedBytes => output.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => output.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => output.GetSpan(sizeHint);

    public override void Advance(int bytes) => output.Advance(bytes);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        DefersFlushes ? ValueTask.FromResult(default(FlushResult)) : output.FlushAsync(cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(
        ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        DefersFlushes ? base.WriteAsync(source, cancellationToken) : output.WriteAsync(source, cancellationToken);

    public override void CancelPendingFlush() => output.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => output.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => output.CompleteAsync(exception);
}
