using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatApp.Infrastructure.Events;

/// <summary>The kinds of events about marks. The row refers to the last message that the mark covers.</summary>
internal abstract class MarkEventKind(
    short number,
    string wireName,
    string summary,
    Type eventType,
    Func<Message, Guid, Guid, StreamPosition, MarkEvent> make)
    : EventKind(number, wireName, summary, typeof(MarkWire), eventType)
{
    public sealed override void Fill(EventRow row, StoredEvent storedEvent)
    {
        var mark = (MarkEvent)storedEvent;
        (row.ConversationId, row.Seq, row.ActorId) = (mark.ConversationId, mark.Seq, mark.UserId);
    }

    public sealed override StoredEvent Restore(ReadEventRow read, StreamPosition position)
    {
        var (message, userId) = (read.Message!, read.Row.ActorId!.Value);
        var peerId = userId == message.SenderId ? message.RecipientId : message.SenderId;
        return make(message, userId, peerId, position);
    }

    public sealed override void Write(Utf8JsonWriter writer, StoredEvent storedEvent)
    {
        var mark = (MarkEvent)storedEvent;
        var wire = new MarkWire(WireName, mark.UserId, mark.PeerId, mark.MessageId, mark.Seq);
        JsonSerializer.Serialize(writer, wire, MarkJson.Default.MarkWire);
    }
}

internal sealed class MessagesReadKind() : MarkEventKind(
    2,
    "read",
    "A read mark has moved.",
    typeof(MessagesRead),
    (message, userId, peerId, position) =>
        new MessagesRead(message.ConversationId, userId, peerId, message.Id, message.Seq, [position]));

internal sealed class MessagesDeliveredKind() : MarkEventKind(
    7,
    "delivered",
    "A delivered mark has moved.",
    typeof(MessagesDelivered),
    (message, userId, peerId, position) =>
        new MessagesDelivered(message.ConversationId, userId, peerId, message.Id, message.Seq, [position]));

internal sealed record MarkWire(
    string Type,
    [property: Description("The user whose mark has moved.")] Guid UserId,
    [property: Description("The other user of the conversation.")] Guid PeerId,
    [property: Description("The mark covers all messages up to this one.")] Guid MessageId,
    [property: Description("The number of that message in the conversation.")] long Seq);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(MarkWire))]
internal sealed partial class MarkJson : JsonSerializerContext;
