using System.Buffers.Text;

namespace ChatApp.LoadTest.Traffic;

/// <summary>
/// What is needed of a message event, found by its bytes: parsing the JSON would cost the generator more than all else
/// it does. Sound because the contents are the generator's own and hold no quotation mark.
/// </summary>
internal readonly record struct MessageEvent(long Seq, long Number)
{
    /// <summary>False when the event lacks a field or belongs to someone else's message.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> idPrefix, out MessageEvent message)
    {
        message = default;
        var id = After(payload, "\"client_message_id\":\""u8);
        if (!id.StartsWith(idPrefix) || id.Length < idPrefix.Length + MessageFrame.NumberDigits)
        {
            return false;
        }

        var digits = id.Slice(idPrefix.Length, MessageFrame.NumberDigits);
        if (!Utf8Parser.TryParse(digits, out long number, out var read, 'x') || read != MessageFrame.NumberDigits
            || !Utf8Parser.TryParse(After(payload, "\"seq\":"u8), out long seq, out _))
        {
            return false;
        }

        message = new MessageEvent(seq, number);
        return true;
    }

    private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> name)
    {
        var index = payload.IndexOf(name);
        return index < 0 ? default : payload[(index + name.Length)..];
    }
}
