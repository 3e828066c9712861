namespace ChatApp.Infrastructure.Tests.Databases;

/// <summary>
/// The clock of a machine that can be set forwards and back, beside a counter that only counts on, as machines have it.
/// </summary>
internal sealed class SettableClock : TimeProvider
{
    private long _offset;
    private long _readings;

    /// <summary>How far the clock is from the real one.</summary>
    public TimeSpan Offset
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _offset));
        set => Interlocked.Exchange(ref _offset, value.Ticks);
    }

    /// <summary>Completes once the clock was read so many times more.</summary>
    public async Task AwaitReadingsAsync(int count)
    {
        var end = Interlocked.Read(ref _readings) + count;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var patience = new CancellationTokenSource(TestNode.Patience);
        while (Interlocked.Read(ref _readings) < end)
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        Interlocked.Increment(ref _readings);
        return base.GetUtcNow() + Offset;
    }
}
