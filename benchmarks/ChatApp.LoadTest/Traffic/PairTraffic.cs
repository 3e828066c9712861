using System.Diagnostics;
using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Measuring;
using ChatApp.LoadTest.Rest;
using ChatApp.LoadTest.Sockets;

namespace ChatApp.LoadTest.Traffic;

/// <summary>
/// One run over pairs of users: connect all, send, measure, wait for the rest, and check that everything arrived.
/// </summary>
internal sealed class PairTraffic(TrafficOptions options, ChatApi api) : IAsyncDisposable
{
    private const int BufferSize = 16 * 1024;
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DrainStep = TimeSpan.FromMilliseconds(20);

    private readonly List<ChatSocket> _sockets = [];
    private readonly List<Task> _loops = [];

    public Failures Failures { get; } = new();

    public UsageReport Usage { get; } = new(options.Processes);

    public Measurement Measurement { get; private set; } = new(options.Warmup, options.Length);

    public IReadOnlyList<Pair> Pairs { get; private set; } = [];

    /// <summary>
    /// From here on the run's clock is running; with <paramref name="inFlight"/> above 0, so is the traffic.
    /// </summary>
    public async Task StartAsync(int inFlight, CancellationToken stop)
    {
        var tokenLife = options.Warmup + options.Length + LongestDrain + TimeSpan.FromMinutes(1);
        Console.Error.WriteLine($"Preparing {2 * options.Pairs} users...");
        var users = await new UserPool(api, options.UserFile).TakeAsync(2 * options.Pairs, tokenLife, stop);
        foreach (var user in users)
        {
            // Every other pair writes the other way, so that both nodes write and every message crosses.
            var (pair, side) = Math.DivRem(_sockets.Count, 2);
            var server = (pair + side) % 2 == 0 ? options.Server : options.SecondServer;
            _sockets.Add(await options.Dialect.OpenAsync(server, user.Token!, BufferSize, stop));
        }

        Measurement = new Measurement(options.Warmup, options.Length);
        Pairs = [.. Enumerable.Range(0, options.Pairs).Select(i =>
            new Pair(
                options.Dialect, users[2 * i].Id, users[(2 * i) + 1], _sockets[2 * i], options.ContentLength,
                Measurement, Failures))];
        for (var i = 0; i < _sockets.Count; i++)
        {
            var side = new PairSide(options.Dialect, Pairs[i / 2], i % 2 == 0, inFlight, Failures);
            _loops.Add(ReceiveAsync(_sockets[i], options.Dialect.Texts(side)));
        }
    }

    /// <summary>Through the warm-up and the measured span; ends early with the first failure.</summary>
    public async Task MeasureAsync(CancellationToken stop)
    {
        await WaitUntilAsync(Measurement.Start, stop);
        Usage.Start();
        await WaitUntilAsync(Measurement.End, stop);
        Usage.Stop();
    }

    /// <summary>
    /// Waits for the copies that are still under way, and asks the server whether it has stored them all.
    /// </summary>
    public async Task DrainAsync(CancellationToken stop)
    {
        var deadline = Stopwatch.GetTimestamp() + Measurement.Ticks(LongestDrain);
        while (Failures.Count == 0 && Pairs.Any(IsUnderWay) && Stopwatch.GetTimestamp() < deadline)
        {
            await Task.Delay(DrainStep, stop);
        }

        if (Failures.Count > 0)
        {
            return;
        }

        foreach (var pair in Pairs.Where(IsUnderWay))
        {
            Failures.Add($"sent {pair.Sent}, acknowledged {pair.Acknowledged}, delivered {pair.Delivered}");
        }

        foreach (var pair in Pairs.Where(pair => pair.Sent > 0 && !IsUnderWay(pair)))
        {
            await CheckStoredAsync(pair, stop);
        }
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

    private static bool IsUnderWay(Pair pair) => pair.Acknowledged != pair.Sent || pair.Delivered != pair.Sent;

    private async Task CheckStoredAsync(Pair pair, CancellationToken stop)
    {
        var path = $"/api/v1/messages/dm/{pair.SenderId}?limit=1";
        var newest = await api.GetAsync<MessageAnswer[]>(path, pair.Recipient.Token!, stop);
        if (newest is not [var message] || message.Seq != pair.LastSeq)
        {
            Failures.Add($"history ends with {newest.FirstOrDefault()}, but message {pair.LastSeq} was delivered");
        }
    }

    private async Task ReceiveAsync(ChatSocket socket, IFrameHandler side)
    {
        try
        {
            await socket.ReceiveAsync(side);
        }
        catch (Exception e) when (e is SocketClosedException or LoadTestException or System.Net.Sockets.SocketException)
        {
            Failures.Add(e.Message);
        }
    }

    private async Task WaitUntilAsync(long time, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, Failures.Any);
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), time);
        await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, either.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.ThrowIfCancellationRequested();
    }
}
