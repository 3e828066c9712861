using System.Net.Sockets;
using ChatApp.LoadTest.CommandLine;

namespace ChatApp.LoadTest.Sockets;

/// <summary>
/// What waits to be sent on one socket. Any thread may add; bytes leave in the order in which they were added, by one
/// send at a time, and all that was added during a send leaves with the next. Past <see cref="Capacity"/> the run ends:
/// the server has stopped reading.
/// </summary>
internal sealed class OutgoingBuffer(Socket socket)
{
    private const int Capacity = 4 * 1024 * 1024;

    private readonly Lock _gate = new();
    private byte[] _waiting = new byte[256];
    private byte[] _leaving = new byte[256];
    private int _count;
    private bool _sending;

    /// <summary>The send that is under way; fails as the socket fails, which the receive loop reports.</summary>
    public Task Sending { get; private set; } = Task.CompletedTask;

    public void Add(ReadOnlySpan<byte> frame)
    {
        lock (_gate)
        {
            if (_waiting.Length - _count < frame.Length)
            {
                Grow(_count + frame.Length);
            }

            frame.CopyTo(_waiting.AsSpan(_count));
            _count += frame.Length;
        }
    }

    public void Flush()
    {
        lock (_gate)
        {
            if (_sending || _count == 0)
            {
                return;
            }

            _sending = true;
            Sending = SendAsync();
        }
    }

    private void Grow(int needed)
    {
        if (needed > Capacity)
        {
            throw new LoadTestException("The server has stopped reading a socket.");
        }

        Array.Resize(ref _waiting, Math.Max(needed, _waiting.Length * 2));
    }

    private async Task SendAsync()
    {
        while (Take() is { Length: > 0 } bytes)
        {
            for (var sent = 0; sent < bytes.Length;)
            {
                sent += await socket.SendAsync(bytes[sent..], SocketFlags.None);
            }
        }
    }

    private ReadOnlyMemory<byte> Take()
    {
        lock (_gate)
        {
            (_waiting, _leaving) = (_leaving, _waiting);
            var bytes = _leaving.AsMemory(0, _count);
            _count = 0;
            _sending = bytes.Length > 0;
            return bytes;
        }
    }
}
