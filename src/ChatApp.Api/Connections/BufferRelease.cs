namespace ChatApp.Api.Connections;

/// <summary>
/// Gives the memory of connections back to the operating system when most of them have ended, as after a flood. What
/// their buffers took is free by then, but a server that has nothing to do collects no garbage, and one that has little
/// keeps what it has for a long time.
/// </summary>
/// <remarks>
/// A collection that gives memory back stops the process for as long as it takes to walk through what is still in use,
/// so it is made for no smaller end than that of half of all, and at most once in <see cref="Pause"/>, whatever
/// strangers do. It is made twice, since the transport lets go of its buffers some time after the connections.
/// </remarks>
internal sealed class BufferRelease(BoundedTransport transport, TimeProvider time) : BackgroundService
{
    private const int FewestEnded = 256;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    // In looks after the first collection.
    private const int SecondCollectionAfter = 3;

    private readonly Throttle _throttle = new(time, Pause);

    /// <summary>Whether so many have ended since there were most that their memory is worth a collection.</summary>
    internal static bool IsWorthIt(long most, long open) => most - open >= FewestEnded && open <= most / 2;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var most = transport.Open;
        var looksUntilSecond = 0;
        while (await timer.TickAsync(stoppingToken))
        {
            var open = transport.Open;
            if (IsWorthIt(most, open) && _throttle.TryPass())
            {
                (most, looksUntilSecond) = (open, SecondCollectionAfter);
                Collect();
                continue;
            }

            most = Math.Max(most, open);
            if (looksUntilSecond > 0 && --looksUntilSecond == 0)
            {
                Collect();
            }
        }
    }

    private static void Collect() =>
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
