namespace ChatApp.Application.Common;

/// <summary>Time as ChatApp keeps it.</summary>
public static class Clock
{
    /// <summary>
    /// The time now, cut to whole microseconds: what both databases keep, so that a time reads the same before and after it was stored.
    /// </summary>
    public static DateTimeOffset GetTimestampUtc(this TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
