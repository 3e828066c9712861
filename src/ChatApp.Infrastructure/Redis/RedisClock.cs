namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// The clock of Redis, which all nodes use, since their own clocks differ: its last answer plus the time that has
/// passed on this node. Safe for use by any thread.
/// </summary>
internal sealed class RedisClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    // In microseconds; never zero once there was an answer.
    private long _difference;

    /// <summary>Whether there was an answer yet.</summary>
    public bool IsKnown => Volatile.Read(ref _difference) != 0;

    /// <summary>The time, in microseconds.</summary>
    public long Now => Volatile.Read(ref _difference) + Elapsed;

    private long Elapsed => (long)time.GetElapsedTime(_start).TotalMicroseconds;

    /// <summary>Redis has told its time, in microseconds.</summary>
    public void Learn(long now) => Volatile.Write(ref _difference, now - Elapsed);
}
