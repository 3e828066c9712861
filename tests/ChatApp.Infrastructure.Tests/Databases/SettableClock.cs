namespace ChatApp.Infrastructure.Tests.Databases;

/// <summary>
/// A wall clock that can be set forwards and back, with a timestamp counter that only increases, as on a real machine.
/// </summary>
internal sealed class SettableClock : TimeProvider
{
    private long _offset;
    private long _readings;

    /// <summary>The difference between this clock and the real one.</summary>
    public TimeSpan Offset
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _offset));
        set => Interlocked.Exchange(ref _offset, value.Ticks);
    }

    /// <summary>Completes once the clock has been read <paramref name="count"/> more times.</summary>
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
