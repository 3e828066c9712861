using System.Globalization;

namespace ChatApp.Application.Common;

/// <summary>Formats and precision of times.</summary>
public static class Clock
{
    /// <summary>A time on the wire: ISO 8601 with microseconds and offset (contract, section 1).</summary>
    public const string WireFormat = "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'ffffffzzz";

    /// <summary>Length of a time on the wire, in characters.</summary>
    public const int WireLength = 32;

    private const int ExtraDigit = 26;

    /// <summary>Writes a time in <see cref="WireFormat"/>, as UTF-8.</summary>
    /// <param name="utf8">Receives the <see cref="WireLength"/> bytes.</param>
    public static void WriteWire(DateTimeOffset time, Span<byte> utf8)
    {
        // The framework has a fast path for its "O" format, which has one more fractional digit. It would parse a
        // custom format on each call.
        Span<byte> text = stackalloc byte[WireLength + 1];
        time.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        text[..ExtraDigit].CopyTo(utf8);
        text[(ExtraDigit + 1)..].CopyTo(utf8[ExtraDigit..]);
    }

    /// <summary>The current time in whole microseconds, the precision that both databases store.</summary>
    public static DateTimeOffset GetTimestampUtc(this TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
