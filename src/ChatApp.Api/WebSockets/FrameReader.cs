using System.Buffers;
using System.Net.WebSockets;

namespace ChatApp.Api.WebSockets;

/// <summary>
/// Puts a client's messages together from the fragments in which they come. While nothing comes it holds no buffer: it waits with
/// an empty read, and rents a buffer once there is something to put in. For the connection's receive loop alone.
/// </summary>
internal sealed class FrameReader(WebSocket socket) : IDisposable
{
    private const int FirstBufferSize = 4 * 1024;

    private byte[]? _buffer;

    /// <summary>Reads the next message. Its bytes are good until the next call.</summary>
    /// <exception cref="WebSocketException">The peer is gone or broke RFC 6455.</exception>
    public async ValueTask<ReceivedFrame> ReadAsync(CancellationToken cancellationToken)
    {
        ReturnBuffer();
        var received = await socket.ReceiveAsync(Memory<byte>.Empty, cancellationToken);
        var length = 0;
        while (true)
        {
            switch (received.MessageType)
            {
                case WebSocketMessageType.Close:
                    return ReceivedFrame.Closed;
                case WebSocketMessageType.Binary:
                    return ReceivedFrame.Violation(CloseCode.BinaryFrame);
                default:
                    break;
            }

            if (received.EndOfMessage)
            {
                return ReceivedFrame.Text(_buffer.AsMemory(0, length));
            }

            MakeRoom(length);
            received = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            length += received.Count;
            if (length > SocketSettings.MaxMessageBytes)
            {
                return ReceivedFrame.Violation(CloseCode.TooBig);
            }
        }
    }

    /// <summary>Reads on and discards everything until the peer's close frame, so that the peer can read ours.</summary>
    /// <exception cref="WebSocketException">The peer is gone or broke RFC 6455.</exception>
    public async Task SkipToCloseAsync(CancellationToken cancellationToken)
    {
        MakeRoom(length: 0);
        while ((await socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken)).MessageType != WebSocketMessageType.Close)
        {
        }
    }

    public void Dispose() => ReturnBuffer();

    private void MakeRoom(int length)
    {
        if (_buffer is null)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(FirstBufferSize);
        }
        else if (length == _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(length * 4);
            _buffer.AsSpan(0, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
    }

    private void ReturnBuffer()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }
    }
}
