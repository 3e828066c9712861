using System.Buffers;
using System.Text.Json;

namespace ChatApp.Infrastructure.Events;

/// <summary>
/// Writes events as JSON (contract, section 5). Only the cursor, added last, differs for each device.
/// </summary>
internal sealed class EventEncoder(StreamCursors cursors) : IEventEncoder
{
    /// <summary>Length in bytes of the cursor and the closing brace.</summary>
    public static readonly int EndLength = Start.Length + StreamCursors.TextLength + Stop.Length;

    private static ReadOnlySpan<byte> Start => ",\"cursor\":\""u8;

    private static ReadOnlySpan<byte> Stop => "\"}"u8;

    public static EncodedEvent Encode(StoredEvent storedEvent)
    {
        var kind = EventKinds.Of(storedEvent);
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer, MessageJson.Options);
        kind.Write(writer, storedEvent);
        writer.Flush();

        return new EncodedEvent(kind.IsForEverySocket, buffer.WrittenMemory[..^1]);
    }

    /// <summary>Writes the end of an event into a span of <see cref="EndLength"/> bytes.</summary>
    public void WriteEnd(Span<byte> end, Guid userId, long number)
    {
        Start.CopyTo(end);
        cursors.Write(end.Slice(Start.Length, StreamCursors.TextLength), userId, number);
        Stop.CopyTo(end[(Start.Length + StreamCursors.TextLength)..]);
    }

    public ReadOnlyMemory<byte> Encode(LoggedEvent logged, Guid userId)
    {
        var shared = Encode(logged.Event!).Utf8;
        var frame = new byte[shared.Length + EndLength];
        shared.Span.CopyTo(frame);
        WriteEnd(frame.AsSpan(shared.Length), userId, logged.Number);
        return frame;
    }

    public byte[] EncodeRepeat(MessageDto message)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer, MessageJson.Options);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "message"u8);
        MessageJson.WriteMembers(writer, message);
        writer.WriteBoolean("repeat"u8, true);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}

/// <summary>An event on the wire up to its cursor, without the closing brace, for all devices of all users.</summary>
internal sealed record EncodedEvent(bool IsForEverySocket, ReadOnlyMemory<byte> Utf8);
