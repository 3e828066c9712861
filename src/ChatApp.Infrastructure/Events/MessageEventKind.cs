using System.Text.Json;
using ChatApp.Application.Messages;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;

namespace ChatApp.Infrastructure.Events;

/// <summary>A kind of event about a message; it shows the message in its current state.</summary>
/// <typeparam name="TEvent">The class of its events.</typeparam>
internal abstract class MessageEventKind<TEvent> : EventKind<TEvent>
    where TEvent : MessageEvent
{
    public sealed override Type Members => typeof(MessageDto);

    public sealed override StoredEvent Restore(ReadEventRow read, StreamPosition position) =>
        Make(read.Message!, read.SenderUsername!, [position]);

    protected abstract TEvent Make(Message message, string senderUsername, IReadOnlyList<StreamPosition> positions);

    protected sealed override void Fill(EventRow row, TEvent storedEvent) =>
        (row.ConversationId, row.Seq) = (storedEvent.Message.ConversationId, storedEvent.Message.Seq);

    protected sealed override void Write(Utf8JsonWriter writer, TEvent storedEvent)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, WireName);
        MessageJson.WriteMembers(writer, MessageDto.From(storedEvent.Message, storedEvent.SenderUsername));
        writer.WriteEndObject();
    }
}
