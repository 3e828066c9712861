namespace ChatApp.Api.Connections;

/// <summary>
/// Gives the memory of connections back to the operating system when most of them have ended, as after a flood. What
/// their buffers took is free by then, but a server that has nothing to do collects no garbage, and one that has little
/// keeps what it has for a long time.
/// </summary>
/// <remarks>
/// A collection that gives memory back stops the process for as long as it takes to walk through what is still in use,
/// which is little when few are connected, and so it is made for no smaller end than that of half of all. Twice, since
/// the transport lets go of its buffers some time after the connections.
/// </remarks>
internal sealed class BufferRelease(BoundedTransport transport, TimeProvider time) : BackgroundService
{
    private const int FewestEnded = 256;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    // In looks after the one at which the end was seen.
    private static readonly int[] CollectAfter = [0, 3];

    /// <summary>Whether so many have ended since there were most that their memory is worth a collection.</summary>
    internal static bool IsWorthIt(long most, long open) => most - open >= FewestEnded && open <= most / 2;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var (most, sinceEnd) = (transport.Open, int.MaxValue);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var open = transport.Open;
                sinceEnd = IsWorthIt(most, open) ? 0 : sinceEnd == int.MaxValue ? sinceEnd : sinceEnd + 1;
                most = sinceEnd == 0 ? open : Math.Max(most, open);
                if (CollectAfter.Contains(sinceEnd))
                {
                    GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }
}
