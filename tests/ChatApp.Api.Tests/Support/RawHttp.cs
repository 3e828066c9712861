using System.Net.Sockets;
using System.Text;

namespace ChatApp.Api.Tests;

/// <summary>Sends bytes that no HTTP client library would send.</summary>
internal static class RawHttp
{
    /// <summary>Sends a request unchanged, closes the sending side, and returns the whole answer.</summary>
    public static Task<string> SendAsync(ChatTestServer server, string request) =>
        SendAsync(server, request, isAll: true);

    /// <summary>
    /// Sends a request unchanged and returns the whole answer, up to the end of the connection, which the request must
    /// cause.
    /// </summary>
    public static Task<string> AskAsync(ChatTestServer server, string request) =>
        SendAsync(server, request, isAll: false);

    /// <summary>Sends a request unchanged and returns the head of the answer, without waiting for the rest.</summary>
    public static async Task<string> HeadAsync(ChatTestServer server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.BaseAddress.Host, server.BaseAddress.Port);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        var head = new StringBuilder();
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            head.Append(line).Append("\r\n");
        }

        return head.ToString();
    }

    private static async Task<string> SendAsync(ChatTestServer server, string request, bool isAll)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.BaseAddress.Host, server.BaseAddress.Port);
        await using var stream = new NetworkStream(socket);
        using var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
            if (isAll)
            {
                socket.Shutdown(SocketShutdown.Send);
            }

            await stream.CopyToAsync(answer);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // The connection was cut instead of closed; the bytes before that count.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }
}
