using System.Text.Json;
using ChatApp.Application.Messages;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;

namespace ChatApp.Infrastructure.Events;

/// <summary>A message: <c>message</c> on the wire.</summary>
internal sealed class MessageSentKind : EventKind<MessageSent>
{
    public override short Number => 1;

    public override bool IsForEverySocket => true;

    public override StoredEvent Restore(ReadEventRow read, StreamPosition position) =>
        new MessageSent(read.Message!, read.SenderUsername!, [position]);

    protected override void Fill(EventRow row, MessageSent storedEvent) =>
        (row.ConversationId, row.Seq) = (storedEvent.Message.ConversationId, storedEvent.Message.Seq);

    protected override void Write(Utf8JsonWriter writer, MessageSent storedEvent)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "message"u8);
        MessageJson.WriteMembers(writer, MessageDto.From(storedEvent.Message, storedEvent.SenderUsername));
        writer.WriteEndObject();
    }
}
