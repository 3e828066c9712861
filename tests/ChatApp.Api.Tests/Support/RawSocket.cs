using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace ChatApp.Api.Tests;

/// <summary>
/// A WebSocket without automatic behaviour: it reads only on request, and does not answer pings by itself.
/// </summary>
internal sealed class RawSocket : IDisposable
{
    private readonly TcpClient _client = new() { ReceiveBufferSize = 8 * 1024 };

    private NetworkStream _stream = null!;

    private RawSocket()
    {
    }

    public static Task<RawSocket> ConnectAsync(ChatTestServer server, ChatUser user) =>
        ConnectAsync(server, $"/ws/chat?token={user.AccessToken}");

    /// <summary>Opens a socket at a path with a query, both unchanged.</summary>
    public static async Task<RawSocket> ConnectAsync(ChatTestServer server, string target)
    {
        var socket = new RawSocket();
        await socket._client.ConnectAsync(server.BaseAddress.Host, server.BaseAddress.Port);
        socket._stream = socket._client.GetStream();
        var request = $"GET {target} HTTP/1.1\r\nHost: {server.BaseAddress.Authority}\r\n"
            + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        await socket._stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append((char)(await socket.ReadAsync(1))[0]);
        }

        Assert.That(head.ToString(), Does.StartWith("HTTP/1.1 101"));
        return socket;
    }

    /// <summary>Reads the next frame. Frames of a server are not masked (RFC 6455, section 5.2).</summary>
    /// <exception cref="IOException">The server has closed the connection.</exception>
    public async Task<(int Opcode, byte[] Payload)> ReadFrameAsync()
    {
        var head = await ReadAsync(2);
        var length = head[1] switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2)),
            127 => (int)BinaryPrimitives.ReadUInt64BigEndian(await ReadAsync(8)),
            var small => small,
        };
        return (head[0] & 0x0f, await ReadAsync(length));
    }

    /// <summary>Sends bytes unchanged.</summary>
    public async Task WriteAsync(params byte[] bytes) => await _stream.WriteAsync(bytes);

    /// <summary>Sends a frame, masked as required of a client.</summary>
    /// <param name="firstByte">FIN, the reserved bits and the opcode.</param>
    /// <param name="payload">The payload; up to 65,535 bytes.</param>
    public Task WriteFrameAsync(byte firstByte, ReadOnlySpan<byte> payload)
    {
        byte[] mask = [0x12, 0x34, 0x56, 0x78];
        var masked = payload.ToArray();
        for (var i = 0; i < masked.Length; i++)
        {
            masked[i] ^= mask[i % mask.Length];
        }

        byte[] length = masked.Length < 126
            ? [(byte)(0x80 | masked.Length)]
            : [0xFE, (byte)(masked.Length >> 8), (byte)masked.Length];
        return WriteAsync([firstByte, .. length, .. mask, .. masked]);
    }

    /// <summary>Reads the close frame, which must be the next and last frame, and returns its code.</summary>
    public async Task<int> ReadCloseAsync()
    {
        var (opcode, payload) = await ReadFrameAsync();
        Assert.That(opcode, Is.EqualTo(8));
        return BinaryPrimitives.ReadUInt16BigEndian(payload);
    }

    /// <summary>Answers a ping, with a mask of zeros.</summary>
    public async Task PongAsync(byte[] payload) =>
        await _stream.WriteAsync((byte[])[0x8a, (byte)(0x80 | payload.Length), 0, 0, 0, 0, .. payload]);

    /// <summary>Closes the sending side; frames of the server can still be read.</summary>
    public void EndSending() => _client.Client.Shutdown(SocketShutdown.Send);

    public void Dispose() => _client.Dispose();

    private async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes);
        return bytes;
    }
}
