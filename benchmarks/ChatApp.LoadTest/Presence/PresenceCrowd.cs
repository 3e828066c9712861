using System.Diagnostics;
using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Dialects;
using ChatApp.LoadTest.Measuring;
using ChatApp.LoadTest.Rest;
using ChatApp.LoadTest.Sockets;
using ChatApp.LoadTest.Traffic;

namespace ChatApp.LoadTest.Presence;

/// <summary>Users in a circle, each in touch with the nearest ones, and each with a socket for all events.</summary>
internal sealed class PresenceCrowd(ServerAddress server, IReadOnlyList<LoadUser> users) : IAsyncDisposable
{
    private const int BufferSize = 2048;
    private static readonly Dialect Dialect = new ChatAppDialect();

    private readonly ChatSocket?[] _sockets = new ChatSocket?[users.Count];
    private readonly PresenceCounter _counter = new();

    public Failures Failures { get; } = new();

    /// <summary>From the connection to the <c>ready</c> frame.</summary>
    public Latency Opening { get; } = new();

    public (long Online, long Offline) Received => (_counter.Online, _counter.Offline);

    /// <summary>Half of the neighbours are written to by each, the other half write.</summary>
    public async Task IntroduceAsync(ChatApi api, int peers, CancellationToken stop)
    {
        var each = Math.Max(1, peers / 2);
        Console.Error.WriteLine($"Sending {users.Count * each} messages...");
        await ForAllAsync(UserPool.Parallel, SendAsync, stop);

        async ValueTask SendAsync(int i, CancellationToken stopOne)
        {
            for (var step = 1; step <= each; step++)
            {
                await api.SendAsync(users[i].Token!, users[(i + step) % users.Count].Id, "Hello!", stopOne);
            }
        }
    }

    public Task ConnectAsync(int parallel, CancellationToken stop) => ForAllAsync(parallel, OpenAsync, stop);

    /// <summary>One user after the other leaves, at a fixed rate, and comes back some time later.</summary>
    /// <returns>How many have come back.</returns>
    public async Task<long> ReconnectAsync(int rate, TimeSpan away, TimeSpan length, CancellationToken stop)
    {
        var (reconnects, start, all) = (0L, Stopwatch.GetTimestamp(), new List<Task>());
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (Stopwatch.GetElapsedTime(start) < length && Failures.Count == 0)
        {
            while (all.Count < Stopwatch.GetElapsedTime(start).TotalSeconds * rate)
            {
                all.Add(ReconnectOneAsync(all.Count % users.Count));
            }

            await timer.WaitForNextTickAsync(stop);
        }

        var done = Interlocked.Read(ref reconnects);
        await Task.WhenAll(all);
        return done;

        async Task ReconnectOneAsync(int i)
        {
            // Without a socket, the user is still away since the last turn.
            if (Interlocked.Exchange(ref _sockets[i], null) is { } socket)
            {
                socket.Dispose();
                await Task.Delay(away, stop);
                await OpenAsync(i, stop);
                Interlocked.Increment(ref reconnects);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var socket in _sockets)
        {
            socket?.Dispose();
        }

        await Failures.DisposeAsync();
    }

    private async ValueTask OpenAsync(int i, CancellationToken stop)
    {
        try
        {
            var start = Stopwatch.GetTimestamp();
            var socket = await Dialect.OpenReadyAsync(server, users[i].Token!, BufferSize, stop);
            Opening.RecordSince(start);
            Volatile.Write(ref _sockets[i], socket);
            _ = ReceiveAsync(socket);
        }
        catch (Exception e) when (IsFailure(e))
        {
            Failures.Add(e.Message);
        }
    }

    private async Task ReceiveAsync(ChatSocket socket)
    {
        try
        {
            await socket.ReceiveAsync(_counter);
        }
        catch (Exception e) when (IsFailure(e))
        {
            Failures.Add(e.Message);
        }
    }

    private static bool IsFailure(Exception e) =>
        e is SocketClosedException or LoadTestException or System.Net.Sockets.SocketException;

    private Task ForAllAsync(int parallel, Func<int, CancellationToken, ValueTask> act, CancellationToken stop) =>
        Parallel.ForAsync(
            0,
            users.Count,
            new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = stop },
            act);
}
