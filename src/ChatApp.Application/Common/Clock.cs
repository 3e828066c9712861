namespace ChatApp.Application.Common;

/// <summary>Time as ChatApp keeps it.</summary>
public static class Clock
{
    /// <summary>A time on the wire: ISO 8601 with microseconds and offset (contract, section 1).</summary>
    public const string WireFormat = "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'ffffffzzz";

    /// <summary>Characters of a time on the wire.</summary>
    public const int WireLength = 32;

    /// <summary>
    /// The time now, cut to whole microseconds: what both databases keep, so that a time reads the same before and after it was stored.
    /// </summary>
    public static DateTimeOffset GetTimestampUtc(this TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
