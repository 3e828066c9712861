using System.Net.Sockets;

namespace ChatApp.Fuzz.Tests.Wire;

/// <summary>A TCP connection that sends bytes unchanged.</summary>
internal sealed class Connection : IDisposable
{
    private readonly NetworkStream _stream;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    private Connection(Socket socket) => _stream = new NetworkStream(socket, ownsSocket: true);

    public static async Task<Connection> OpenAsync(Uri server, CancellationToken cancellationToken)
    {
        // Cut instead of closed at the end; otherwise a long run would fill the table of lingering connections.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            LingerState = new LingerOption(enable: true, seconds: 0),
        };
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, cancellationToken);
            return new Connection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        await _stream.WriteAsync(bytes, cancellationToken);

    /// <summary>Closes the sending side.</summary>
    /// <exception cref="IOException">The server has cut the connection.</exception>
    public void EndSending()
    {
        try
        {
            _stream.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    /// <summary>Reads the next byte; -1 at the end.</summary>
    public async ValueTask<int> ReadByteAsync(CancellationToken cancellationToken) =>
        _start < _end || await FillAsync(cancellationToken) ? _buffer[_start++] : -1;

    /// <exception cref="EndOfStreamException">The connection ended early.</exception>
    public async Task<byte[]> ReadAsync(int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        for (var filled = 0; filled < count;)
        {
            if (_start == _end && !await FillAsync(cancellationToken))
            {
                throw new EndOfStreamException();
            }

            var taken = Math.Min(_end - _start, count - filled);
            _buffer.AsSpan(_start, taken).CopyTo(bytes.AsSpan(filled));
            (_start, filled) = (_start + taken, filled + taken);
        }

        return bytes;
    }

    public void Dispose() => _stream.Dispose();

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        _start = 0;
        _end = await _stream.ReadAsync(_buffer, cancellationToken);
        return _end > 0;
    }
}
