using System.Net;
using System.Net.WebSockets;

namespace ChatApp.Testing;

/// <summary>Opens the connection of a <see cref="ChatSocket"/>.</summary>
internal static class ChatSocketHandshake
{
    /// <summary>Requests the upgrade with these options.</summary>
    /// <exception cref="ChatSocketRefusedException">The server refused the upgrade with a status.</exception>
    public static async Task<ClientWebSocket> ConnectAsync(
        Uri server, ChatSocketOptions options, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket { Options = { CollectHttpResponseDetails = true } };
        if (options is { TokenInHeader: true, AccessToken: not null })
        {
            socket.Options.SetRequestHeader("Authorization", $"Bearer {options.AccessToken}");
        }

        if (options.Origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", options.Origin);
        }

        try
        {
            var address = new UriBuilder(new Uri(server, options.Path)) { Scheme = "ws" }.Uri;
            await socket.ConnectAsync(address, cancellationToken).WithTimeout();
            return socket;
        }
        catch (Exception exception)
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            throw exception is WebSocketException && status >= HttpStatusCode.BadRequest
                ? new ChatSocketRefusedException(status, exception)
                : exception;
        }
    }
}
