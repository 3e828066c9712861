using System.Diagnostics;
using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Dialects;
using ChatApp.LoadTest.Measuring;
using ChatApp.LoadTest.Rest;
using ChatApp.LoadTest.Sockets;
using ChatApp.LoadTest.Traffic;

namespace ChatApp.LoadTest.Idle;

/// <summary>Many open sockets on which nothing happens.</summary>
internal sealed class IdleSockets(ServerAddress server, Dialect dialect) : IAsyncDisposable
{
    private const int BufferSize = 512;
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly List<IdleSocket> _sockets = [];
    private readonly List<Task> _loops = [];

    public Failures Failures { get; } = new();

    /// <summary>From the connection to the server's answer to the handshake.</summary>
    public Latency Opening { get; } = new();

    public async Task OpenAsync(int count, Func<int, LoadUser> user, int parallel, CancellationToken stop)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = stop };
        await Parallel.ForAsync(0, count, options, async (i, stopOne) =>
        {
            var start = Stopwatch.GetTimestamp();
            var opened = await dialect.OpenAsync(server, user(i).Token!, BufferSize, stopOne);
            var socket = new IdleSocket(opened, dialect);
            Opening.RecordSince(start);
            lock (_gate)
            {
                _sockets.Add(socket);
                _loops.Add(ReceiveAsync(socket));
            }
        });
    }

    public async Task<int> CountAliveAsync(CancellationToken stop)
    {
        foreach (var socket in _sockets)
        {
            socket.Ping();
        }

        var all = Task.WhenAll(_sockets.Select(socket => socket.Answered));
        await all.WaitAsync(LongestAnswer, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _sockets.Count(socket => socket.Answered.IsCompleted);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }

        await Task.WhenAll(_loops);
        await Failures.DisposeAsync();
    }

    private async Task ReceiveAsync(IdleSocket socket)
    {
        try
        {
            await socket.ReceiveAsync();
        }
        catch (Exception e) when (e is SocketClosedException or LoadTestException or System.Net.Sockets.SocketException)
        {
            Failures.Add(e.Message);
        }
    }
}
