using System.Globalization;

namespace ChatApp.Application.Common;

/// <summary>Time as ChatApp keeps it.</summary>
public static class Clock
{
    /// <summary>A time on the wire: ISO 8601 with microseconds and offset (contract, section 1).</summary>
    public const string WireFormat = "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'ffffffzzz";

    /// <summary>Characters of a time on the wire.</summary>
    public const int WireLength = 32;

    private const int ExtraDigit = 26;

    /// <summary>Writes a time as <see cref="WireFormat"/> has it, in UTF-8.</summary>
    /// <param name="time">The time.</param>
    /// <param name="utf8">Where its <see cref="WireLength"/> bytes go.</param>
    public static void WriteWire(DateTimeOffset time, Span<byte> utf8)
    {
        // The framework has a fast way for its own form, whose seconds have one digit more; a format of ours it reads
        // anew each time.
        Span<byte> text = stackalloc byte[WireLength + 1];
        time.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        text[..ExtraDigit].CopyTo(utf8);
        text[(ExtraDigit + 1)..].CopyTo(utf8[ExtraDigit..]);
    }

    /// <summary>
    /// The time now, cut to whole microseconds: what both databases keep, so that a time reads the same before and
    /// after it was stored.
    /// </summary>
    public static DateTimeOffset GetTimestampUtc(this TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
