using System.Buffers.Text;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using ChatApp.LoadTest.CommandLine;

namespace ChatApp.LoadTest.Http;

/// <summary>
/// Reads answers one after the other (RFC 9112): the head for its status and length, the body only for its end.
/// </summary>
internal sealed class HttpAnswerReader(Socket socket)
{
    private const int BufferSize = 64 * 1024;

    private readonly byte[] _buffer = new byte[BufferSize];
    private int _start;
    private int _end;

    /// <summary>
    /// The last answer, head and body, if it came in one piece; else its last part. Until the next is read.
    /// </summary>
    public ReadOnlySpan<byte> LastRead => _buffer.AsSpan(0, _start);

    private ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<HttpAnswer> ReadAsync(CancellationToken stop)
    {
        int end;
        while ((end = Unread.IndexOf("\r\n\r\n"u8)) < 0)
        {
            await ReceiveAsync(stop);
        }

        var head = HttpHead.Parse(Unread[..(end + 2)]);
        _start += end + 4;
        if (!head.IsChunked)
        {
            await SkipAsync(head.Length, stop);
            return new HttpAnswer(head.Status, head.Length);
        }

        var length = 0L;
        while (true)
        {
            while ((end = Unread.IndexOf("\r\n"u8)) < 0)
            {
                await ReceiveAsync(stop);
            }

            var chunk = ChunkLength(Unread[..end]);
            length += chunk;
            await SkipAsync(end + 2 + chunk + 2, stop);
            if (chunk == 0)
            {
                return new HttpAnswer(head.Status, length);
            }
        }
    }

    private static long ChunkLength(ReadOnlySpan<byte> line) => Utf8Parser.TryParse(line, out long length, out _, 'x')
        ? length
        : throw new LoadTestException("The server sent a chunk without a length.");

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SkipAsync(long count, CancellationToken stop)
    {
        while (count > _end - _start)
        {
            count -= _end - _start;
            _start = _end;
            await ReceiveAsync(stop);
        }

        _start += (int)count;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ReceiveAsync(CancellationToken stop)
    {
        if (_start > 0)
        {
            Unread.CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        var count = await socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, stop);
        if (count == 0)
        {
            throw new LoadTestException("The server ended a connection before its answer was complete.");
        }

        _end += count;
    }
}
