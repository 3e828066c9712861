using System.IO.Pipelines;
using System.Net.Sockets;

namespace ChatApp.Api.WebSockets.Transport;

/// <summary>The bytes of an open socket, its handshake done. One loop reads, one loop writes; <see cref="Abort"/> may be called from any thread.</summary>
/// <param name="pipe">Both directions.</param>
/// <param name="abort">Cuts the connection.</param>
internal sealed class SocketTransport(IDuplexPipe pipe, Action abort)
{
    public PipeReader Input => pipe.Input;

    public PipeWriter Output => pipe.Output;

    /// <summary>Cuts the connection: whoever reads or writes sees its end.</summary>
    public void Abort() => abort();

    /// <summary>Whether this is how an operation says that the peer has gone or the connection was cut.</summary>
    public static bool IsEnd(Exception exception) =>
        exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException;

    /// <summary>
    /// Closes a socket that nobody serves: sends the close frame and gives the peer until <see cref="SocketSettings.CloseTimeout"/> to answer.
    /// </summary>
    public async Task CloseAsync(CloseCode code)
    {
        using var deadline = new CancellationTokenSource(SocketSettings.CloseTimeout);
        await using var cut = deadline.Token.UnsafeRegister(static transport => ((SocketTransport)transport!).Abort(), this);
        try
        {
            FrameWriter.WriteClose(Output, code);
            await Output.FlushAsync(CancellationToken.None);
            using var reader = new MessageReader(Input);
            while ((await reader.ReadAsync()).Kind is not (ReceivedKind.Close or ReceivedKind.Gone))
            {
            }
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // The peer is gone or silent: there is nobody left to close for.
        }
    }
}
