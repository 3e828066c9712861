using System.Diagnostics;
using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Measuring;
using ChatApp.LoadTest.Sockets;

namespace ChatApp.LoadTest.Storm;

/// <summary>All users come back at once, each with the cursor from before the others wrote.</summary>
internal sealed class Reconnection(ServerAddress server, StormProgress progress) : IAsyncDisposable
{
    private const int BufferSize = 2048;
    private static readonly TimeSpan LongestStorm = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private readonly List<ChatSocket> _sockets = [];
    private readonly List<Task> _loops = [];

    /// <summary>From the connection to the server's answer to the handshake.</summary>
    public Latency Opening { get; } = new();

    /// <summary>Until every one has caught up, something fails, or the longest time is over.</summary>
    public async Task RunAsync(IReadOnlyList<AwayUser> users, int parallel, CancellationToken stop)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = stop };
        progress.Start();
        await Parallel.ForEachAsync(users, options, async (user, stopOne) => await OpenAsync(user, stopOne));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, progress.Failures.Any);
        await progress.All.WaitAsync(LongestStorm, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.ThrowIfCancellationRequested();
    }

    public async ValueTask DisposeAsync()
    {
        _sockets.ForEach(socket => socket.Dispose());
        await Task.WhenAll(_loops);
    }

    private async Task OpenAsync(AwayUser user, CancellationToken stop)
    {
        try
        {
            var start = Stopwatch.GetTimestamp();
            var socket = await ChatSocket.OpenAsync(server, user.SocketPath, BufferSize, stop);
            Opening.RecordSince(start);
            lock (_gate)
            {
                _sockets.Add(socket);
                _loops.Add(ReceiveAsync(socket, user));
            }
        }
        catch (LoadTestException e)
        {
            progress.Failures.Add(e.Message);
        }
    }

    private async Task ReceiveAsync(ChatSocket socket, AwayUser user)
    {
        try
        {
            await socket.ReceiveAsync(user);
        }
        catch (Exception e) when (e is SocketClosedException or LoadTestException or System.Net.Sockets.SocketException)
        {
            progress.Failures.Add(e.Message);
        }
    }
}
