using System.Text.Json;

namespace ChatApp.Infrastructure.Events;

/// <summary>A kind of event about a message; it shows the message in its current state.</summary>
/// <param name="number">Its number in the database.</param>
/// <param name="wireName">Its <c>type</c> on the wire.</param>
/// <param name="summary">A description in one sentence.</param>
/// <param name="eventType">The class of its events.</param>
/// <param name="make">Creates an event from a message, the sender's name and the positions in streams.</param>
internal abstract class MessageEventKind(
    short number,
    string wireName,
    string summary,
    Type eventType,
    Func<Message, string, IReadOnlyList<StreamPosition>, MessageEvent> make)
    : EventKind(number, wireName, summary, typeof(MessageDto), eventType)
{
    public sealed override void Fill(EventRow row, StoredEvent storedEvent)
    {
        var message = ((MessageEvent)storedEvent).Message;
        (row.ConversationId, row.Seq) = (message.ConversationId, message.Seq);
    }

    public sealed override StoredEvent Restore(ReadEventRow read, StreamPosition position) =>
        make(read.Message!, read.Username!, [position]);

    public sealed override void Write(Utf8JsonWriter writer, StoredEvent storedEvent)
    {
        var messageEvent = (MessageEvent)storedEvent;
        writer.WriteStartObject();
        writer.WriteString("type"u8, WireName);
        MessageJson.WriteMembers(writer, MessageDto.From(messageEvent.Message, messageEvent.SenderUsername));
        writer.WriteEndObject();
    }
}

internal sealed class MessageSentKind() : MessageEventKind(
    1,
    "message",
    "A new message.",
    typeof(MessageSent),
    (message, username, positions) => new MessageSent(message, username, positions))
{
    public override bool IsForEverySocket => true;
}

internal sealed class MessageEditedKind() : MessageEventKind(
    3,
    "message_edited",
    "The sender has edited a message; the event shows its current text.",
    typeof(MessageEdited),
    (message, username, positions) => new MessageEdited(message, username, positions))
{
    public override bool ChangesEarlier => true;
}

internal sealed class MessageDeletedKind() : MessageEventKind(
    4,
    "message_deleted",
    "The sender has deleted a message; the event shows it without its text.",
    typeof(MessageDeleted),
    (message, username, positions) => new MessageDeleted(message, username, positions))
{
    public override bool ChangesEarlier => true;
}
