using System.IO.Pipelines;
using System.Net.Sockets;

namespace ChatApp.Api.WebSockets.Transport;

internal sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;

/// <summary>The connection of an open socket. One loop reads and one writes; any thread may abort it.</summary>
internal sealed class SocketTransport(IDuplexPipe pipe, Action abort)
{
    /// <summary>How long a client has to answer a close frame.</summary>
    public static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    public PipeReader Input => pipe.Input;

    public PipeWriter Output => pipe.Output;

    /// <summary>Cuts the connection, which ends both loops.</summary>
    public void Abort() => abort();

    /// <summary>Whether an operation has failed because the client is gone or the connection was cut.</summary>
    public static bool IsEnd(Exception exception) =>
        exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException;

    /// <summary>Cuts the connection after <see cref="CloseTimeout"/> if the task has not completed by then.</summary>
    public async Task WaitForCloseAsync(Task closed)
    {
        using var deadline = new CancellationTokenSource(CloseTimeout);
        await using var cut = deadline.Token.UnsafeRegister(
            static transport => ((SocketTransport)transport!).Abort(), this);
        await closed;
    }

    /// <summary>Closes a socket without loops: sends a close frame, and awaits the client's for a time.</summary>
    public Task CloseAsync(int code, string reason) => WaitForCloseAsync(ExchangeCloseFramesAsync(code, reason));

    private async Task ExchangeCloseFramesAsync(int code, string reason)
    {
        try
        {
            FrameWriter.WriteClose(Output, code, reason);
            await Output.FlushAsync(CancellationToken.None);
            using var reader = new MessageReader(Input, MessageLimits.None);
            while ((await reader.ReadAsync()).Kind is not (ReceivedKind.Close or ReceivedKind.Gone))
            {
            }
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // The client is gone or silent, so there is no close frame to wait for.
        }
    }
}
