using System.Text.Json;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;

namespace ChatApp.Infrastructure.Events;

/// <summary>A read mark that has moved: <c>read</c> on the wire.</summary>
internal sealed class MessagesReadKind : EventKind<MessagesRead>
{
    public override short Number => 2;

    public override StoredEvent Restore(ReadEventRow read, StreamPosition position)
    {
        var (message, readerId) = (read.Message!, read.Row.ActorId!.Value);
        var peerId = readerId == message.SenderId ? message.RecipientId : message.SenderId;
        return new MessagesRead(message.ConversationId, readerId, peerId, message.Id, message.Seq, [position]);
    }

    protected override void Fill(EventRow row, MessagesRead storedEvent) =>
        (row.ConversationId, row.Seq, row.ActorId) =
            (storedEvent.ConversationId, storedEvent.Seq, storedEvent.ReaderId);

    protected override void Write(Utf8JsonWriter writer, MessagesRead storedEvent)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "read"u8);
        writer.WriteString("user_id"u8, storedEvent.ReaderId);
        writer.WriteString("peer_id"u8, storedEvent.PeerId);
        writer.WriteString("message_id"u8, storedEvent.MessageId);
        writer.WriteNumber("seq"u8, storedEvent.Seq);
        writer.WriteEndObject();
    }
}
