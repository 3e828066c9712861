namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// The clock of Redis, which all nodes use because their own clocks differ. It is the last answer plus the time that
/// has passed on this node. Thread-safe.
/// </summary>
internal sealed class RedisClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    // In microseconds; not zero after the first answer.
    private long _difference;

    /// <summary>Whether Redis has already answered once.</summary>
    public bool IsKnown => Volatile.Read(ref _difference) != 0;

    /// <summary>The current time in microseconds.</summary>
    public long Now => Volatile.Read(ref _difference) + Elapsed;

    private long Elapsed => (long)time.GetElapsedTime(_start).TotalMicroseconds;

    /// <summary>Sets the clock to a time of Redis, in microseconds.</summary>
    public void Learn(long now) => Volatile.Write(ref _difference, now - Elapsed);
}
