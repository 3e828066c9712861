using System.Threading.Channels;
using ChatApp.LoadTest.Sockets;

namespace ChatApp.LoadTest.Connecting;

/// <summary>Closes sockets behind the back of who opens them, politely. Who is too far ahead has to wait.</summary>
internal sealed class SocketCloser : IAsyncDisposable
{
    private const int LongestQueue = 256;
    private const int Closers = 16;
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(5);

    private readonly Channel<ChatSocket> _queue = Channel.CreateBounded<ChatSocket>(LongestQueue);
    private readonly Task _closing;

    public SocketCloser() => _closing = Task.WhenAll(Enumerable.Range(0, Closers).Select(_ => CloseAllAsync()));

    public ValueTask CloseAsync(ChatSocket socket, CancellationToken stop) => _queue.Writer.WriteAsync(socket, stop);

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.Complete();
        await _closing;
    }

    private async Task CloseAllAsync()
    {
        await foreach (var socket in _queue.Reader.ReadAllAsync())
        {
            using (socket)
            {
                try
                {
                    await socket.CloseAsync().WaitAsync(LongestAnswer);
                }
                catch (Exception e) when (e is TimeoutException or System.Net.Sockets.SocketException)
                {
                    Console.Error.WriteLine($"A socket did not close: {e.Message}");
                }
            }
        }
    }
}
