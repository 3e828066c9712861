using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using ChatApp.LoadTest.CommandLine;

namespace ChatApp.LoadTest.Sockets;

/// <summary>The opening of RFC 6455, section 4.1.</summary>
internal static class Handshake
{
    private const int LargestAnswer = 16 * 1024;

    /// <summary>Frames that came with the answer stay in the reader.</summary>
    public static async Task RunAsync(
        Socket socket, FrameReader reader, ServerAddress server, string path, CancellationToken stop)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var request = Encoding.ASCII.GetBytes($"""
            GET {path} HTTP/1.1
            Host: {server.Url.Authority}
            Connection: Upgrade
            Upgrade: websocket
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: {key}


            """.ReplaceLineEndings("\r\n"));
        for (var sent = 0; sent < request.Length;)
        {
            sent += await socket.SendAsync(request.AsMemory(sent), stop);
        }

        string? answer;
        while (!TryTakeAnswer(reader, out answer))
        {
            var count = await socket.ReceiveAsync(reader.FreeSpace(), stop);
            reader.Filled(count);
            if (count == 0 || reader.Unread.Length > LargestAnswer)
            {
                throw new LoadTestException("The server did not answer the handshake of a socket.");
            }
        }

        if (!answer.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal)
            || !answer.Contains(Accept(key), StringComparison.Ordinal))
        {
            throw new LoadTestException($"The server refused a socket: {answer.Split("\r\n")[0]}");
        }
    }

    private static bool TryTakeAnswer(
        FrameReader reader, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? answer)
    {
        var end = reader.Unread.IndexOf("\r\n\r\n"u8);
        answer = end < 0 ? null : Encoding.ASCII.GetString(reader.Unread[..end]);
        reader.Consume(end < 0 ? 0 : end + 4);
        return answer is not null;
    }

    private static string Accept(string key)
    {
#pragma warning disable CA5350 // The protocol prescribes SHA-1, as a sign of life and not as a secret.
        return Convert.ToBase64String(
            SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
    }
}
