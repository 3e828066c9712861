namespace ChatApp.Infrastructure.Tests.Databases;

/// <summary>
/// The clock of a machine that can be set forwards and back, beside a counter that only counts on, as machines have it.
/// </summary>
internal sealed class SettableClock : TimeProvider
{
    private long _offset;

    /// <summary>How far the clock is from the real one.</summary>
    public TimeSpan Offset
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _offset));
        set => Interlocked.Exchange(ref _offset, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}
