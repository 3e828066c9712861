namespace ChatApp.Api.Connections;

/// <summary>
/// Returns the memory of connections to the operating system after most of them have ended, for example after a flood.
/// Their buffers are garbage by then, but an idle server runs no garbage collection, and a server with little load
/// keeps its memory for a long time.
/// </summary>
/// <remarks>
/// Such a collection stops the process while it walks through all live objects. So it runs only after at least half of
/// the connections have ended, and at most once in <see cref="Pause"/>, whatever clients do. It runs twice, because the
/// transport releases its buffers some time after the connections end.
/// </remarks>
internal sealed class BufferRelease(BoundedTransport transport, TimeProvider time) : BackgroundService
{
    private const int FewestEnded = 256;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    // Number of timer ticks after the first collection.
    private const int SecondCollectionAfter = 3;

    private readonly Throttle _throttle = new(time, Pause);

    /// <summary>Whether enough connections have ended since the maximum to justify a collection.</summary>
    internal static bool IsWorthIt(long most, long open) => most - open >= FewestEnded && open <= most / 2;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var most = transport.Open;
        var ticksUntilSecond = 0;
        while (await timer.TickAsync(stoppingToken))
        {
            var open = transport.Open;
            if (IsWorthIt(most, open) && _throttle.TryPass())
            {
                (most, ticksUntilSecond) = (open, SecondCollectionAfter);
                Collect();
                continue;
            }

            most = Math.Max(most, open);
            if (ticksUntilSecond > 0 && --ticksUntilSecond == 0)
            {
                Collect();
            }
        }
    }

    private static void Collect() =>
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
