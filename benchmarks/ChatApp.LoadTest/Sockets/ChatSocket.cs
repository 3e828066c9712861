using System.Net.Sockets;
using System.Security.Cryptography;
using ChatApp.LoadTest.CommandLine;

namespace ChatApp.LoadTest.Sockets;

/// <summary>
/// One authenticated WebSocket. One receive loop reads it; <see cref="Outgoing"/> may be filled from any thread.
/// </summary>
internal sealed class ChatSocket : IDisposable
{
    private static ReadOnlySpan<byte> NormalClosure => [1000 >> 8, 1000 & 0xFF];

    private readonly Socket _socket;
    private readonly FrameReader _reader;
    private volatile bool _closed;

    private ChatSocket(Socket socket, int bufferSize)
    {
        _socket = socket;
        _reader = new FrameReader(bufferSize);
        Outgoing = new OutgoingBuffer(socket);
    }

    public OutgoingBuffer Outgoing { get; }

    /// <summary>
    /// One mask for all frames of a socket: unmasking costs the server the same, and frames can be built beforehand.
    /// </summary>
    public byte[] Mask { get; } = RandomNumberGenerator.GetBytes(4);

    public static async Task<ChatSocket> OpenAsync(
        ServerAddress server, string path, int bufferSize, CancellationToken stop)
    {
        var socket = new Socket(server.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var chat = new ChatSocket(socket, bufferSize);
        try
        {
            await socket.ConnectAsync(server.EndPoint, stop);
            await Handshake.RunAsync(socket, chat._reader, server, path, stop);
            return chat;
        }
        catch (SocketException e)
        {
            chat.Dispose();
            throw new LoadTestException($"No socket to {server.Url}: {e.Message}", e);
        }
        catch
        {
            chat.Dispose();
            throw;
        }
    }

    public void Send(ReadOnlySpan<byte> text)
    {
        Outgoing.Add(ClientFrame.Build(Opcode.Text, text, Mask));
        Outgoing.Flush();
    }

    /// <summary>
    /// Takes the first frame that the server sends, which must be a text. Before <see cref="ReceiveAsync"/> only.
    /// </summary>
    public async Task ReceiveFirstAsync(CancellationToken stop)
    {
        while (!TryTakeFirst())
        {
            Take(await _socket.ReceiveAsync(_reader.FreeSpace(), SocketFlags.None, stop));
        }
    }

    /// <summary>Ends when the socket is disposed of; throws when the server ends it first.</summary>
    public async Task ReceiveAsync(IFrameHandler handler)
    {
        try
        {
            while (true)
            {
                Dispatch(handler);
                Take(await _socket.ReceiveAsync(_reader.FreeSpace(), SocketFlags.None));
            }
        }
        catch (Exception e) when (_closed && e is SocketException or ObjectDisposedException or SocketClosedException)
        {
        }
    }

    /// <summary>Asks the server to end the socket; <see cref="ReceiveAsync"/> throws when it does.</summary>
    public void StartClosing()
    {
        Outgoing.Add(ClientFrame.Build(Opcode.Close, NormalClosure, Mask));
        Outgoing.Flush();
    }

    /// <summary>
    /// Instead of <see cref="ReceiveAsync"/>, and without its exception, which costs as much as all else of opening and
    /// closing a socket.
    /// </summary>
    public async Task CloseAsync()
    {
        StartClosing();
        do
        {
            _reader.Consume(_reader.Unread.Length);
        }
        while (await _socket.ReceiveAsync(_reader.FreeSpace(), SocketFlags.None) > 0);
    }

    public void Dispose()
    {
        _closed = true;
        _socket.Dispose();
    }

    private void Take(int received)
    {
        if (received == 0)
        {
            throw new SocketClosedException("The server ended a connection without a close frame.");
        }

        _reader.Filled(received);
    }

    private bool TryTakeFirst()
    {
        if (!_reader.TryRead(out var opcode, out var payload))
        {
            return false;
        }

        return opcode switch
        {
            Opcode.Text => true,
            Opcode.Close => throw SocketClosedException.From(payload),
            _ => throw new LoadTestException($"The server began with a frame of the kind {opcode}."),
        };
    }

    private void Dispatch(IFrameHandler handler)
    {
        while (_reader.TryRead(out var opcode, out var payload))
        {
            switch (opcode)
            {
                case Opcode.Text:
                    handler.OnText(payload);
                    break;
                case Opcode.Ping:
                    Outgoing.Add(ClientFrame.Build(Opcode.Pong, payload, Mask));
                    break;
                case Opcode.Close:
                    throw SocketClosedException.From(payload);
                case Opcode.Pong:
                    break;
                default:
                    throw new LoadTestException($"The server sent a frame of the kind {opcode}.");
            }
        }

        handler.OnBatchEnd();
        Outgoing.Flush();
    }
}
