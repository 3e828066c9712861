using System.Buffers;
using System.Text.Json;
using ChatApp.Application.Events;
using ChatApp.Application.Messages;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;

namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// Writes events as the JSON of the contract, section 5. An event is encoded once, whoever gets it; what differs between its two users is the
/// cursor, which is put at the end of a copy.
/// </summary>
/// <param name="cursors">Writes the cursors.</param>
internal sealed class EventEncoder(StreamCursors cursors) : IEventEncoder
{
    /// <summary>The event without its cursor and closing brace: what all copies share.</summary>
    public static ReadOnlyMemory<byte> EncodeShared(StoredEvent storedEvent)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer, MessageJson.Options);
        writer.WriteStartObject();
        switch (storedEvent)
        {
            case MessageSent sent:
                WriteMessage(writer, MessageDto.From(sent.Message, sent.SenderUsername));
                break;
            case MessagesRead read:
                writer.WriteString("type"u8, "read"u8);
                writer.WriteString("user_id"u8, read.ReaderId);
                writer.WriteString("peer_id"u8, read.PeerId);
                writer.WriteString("message_id"u8, read.MessageId);
                writer.WriteNumber("seq"u8, read.Seq);
                break;
            default:
                throw new NotSupportedException($"There is no wire form of {storedEvent.GetType().Name}.");
        }

        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>The copy of one stream.</summary>
    public EncodedEvent Encode(ReadOnlyMemory<byte> shared, StoredEvent storedEvent, StreamPosition position)
    {
        var start = ",\"cursor\":\""u8;
        var end = "\"}"u8;
        var frame = new byte[shared.Length + start.Length + StreamCursors.TextLength + end.Length];
        var rest = frame.AsSpan();
        shared.Span.CopyTo(rest);
        rest = rest[shared.Length..];
        start.CopyTo(rest);
        cursors.Write(rest.Slice(start.Length, StreamCursors.TextLength), position.UserId, position.Number);
        end.CopyTo(rest[(start.Length + StreamCursors.TextLength)..]);
        return new EncodedEvent(position.Number, storedEvent is MessageSent, frame);
    }

    /// <summary>An event as a user's log has it.</summary>
    public EncodedEvent Encode(LoggedEvent logged, Guid userId) =>
        Encode(EncodeShared(logged.Event), logged.Event, new StreamPosition(userId, logged.Number));

    /// <summary>The answer to a repeated message: its event, marked as a repeat and without a cursor.</summary>
    public static byte[] EncodeRepeat(MessageDto message)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer, MessageJson.Options);
        writer.WriteStartObject();
        WriteMessage(writer, message);
        writer.WriteBoolean("repeat"u8, true);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    ReadOnlyMemory<byte> IEventEncoder.Encode(LoggedEvent logged, Guid userId) => Encode(logged, userId).Utf8;

    byte[] IEventEncoder.EncodeRepeat(MessageDto message) => EncodeRepeat(message);

    private static void WriteMessage(Utf8JsonWriter writer, MessageDto message)
    {
        writer.WriteString("type"u8, "message"u8);
        MessageJson.WriteMembers(writer, message);
    }
}
