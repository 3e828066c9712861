namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// The clock of Redis, for all nodes: its last answer plus the time since, in microseconds. Thread-safe.
/// </summary>
internal sealed class RedisClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    // Zero before the first answer.
    private long _difference;

    public bool IsKnown => Volatile.Read(ref _difference) != 0;

    public long Now => Volatile.Read(ref _difference) + Elapsed;

    private long Elapsed => (long)time.GetElapsedTime(_start).TotalMicroseconds;

    public void Learn(long now) => Volatile.Write(ref _difference, now - Elapsed);
}
