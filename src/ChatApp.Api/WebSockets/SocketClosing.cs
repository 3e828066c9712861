using System.Net.WebSockets;

namespace ChatApp.Api.WebSockets;

/// <summary>Closes sockets within a bounded time, whatever the peer does.</summary>
internal static class SocketClosing
{
    /// <summary>Sends the close frame and waits for the peer's, both together for no longer than <see cref="SocketSettings.CloseTimeout"/>.</summary>
    public static async Task CloseAsync(WebSocket socket, CloseCode code)
    {
        using var deadline = new CancellationTokenSource(SocketSettings.CloseTimeout);
        try
        {
            await socket.CloseAsync((WebSocketCloseStatus)code, code.ToString(), deadline.Token);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // The peer is gone or silent: there is nobody left to close for.
            socket.Abort();
        }
    }

    /// <summary>
    /// After the framework has closed with an error: gives the peer the time to read the close frame, and reads what it still sends, since
    /// closing a connection with unread bytes would reset it.
    /// </summary>
    public static async Task LingerAsync(LingeringStream stream, CancellationToken requestAborted)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(requestAborted);
        deadline.CancelAfter(SocketSettings.CloseTimeout);
        try
        {
            await stream.LingerAsync(deadline.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // Time is up, or the peer has cut the connection itself.
        }
    }
}
