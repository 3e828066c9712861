using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatApp.Infrastructure.Events;

internal sealed class MessagesReadKind() : EventKind(
    2, "read", "A read mark has moved.", typeof(ReadEvent), typeof(MessagesRead))
{
    public override void Fill(EventRow row, StoredEvent storedEvent)
    {
        var read = (MessagesRead)storedEvent;
        (row.ConversationId, row.Seq, row.ActorId) = (read.ConversationId, read.Seq, read.ReaderId);
    }

    public override StoredEvent Restore(ReadEventRow read, StreamPosition position)
    {
        var (message, readerId) = (read.Message!, read.Row.ActorId!.Value);
        var peerId = readerId == message.SenderId ? message.RecipientId : message.SenderId;
        return new MessagesRead(message.ConversationId, readerId, peerId, message.Id, message.Seq, [position]);
    }

    public override void Write(Utf8JsonWriter writer, StoredEvent storedEvent)
    {
        var read = (MessagesRead)storedEvent;
        var wire = new ReadEvent(WireName, read.ReaderId, read.PeerId, read.MessageId, read.Seq);
        JsonSerializer.Serialize(writer, wire, ReadEventJson.Default.ReadEvent);
    }
}

internal sealed record ReadEvent(
    string Type,
    [property: Description("The user who has read the messages.")] Guid UserId,
    [property: Description("The other user of the conversation.")] Guid PeerId,
    [property: Description("All messages up to this one are read.")] Guid MessageId,
    [property: Description("The number of that message in the conversation.")] long Seq);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ReadEvent))]
internal sealed partial class ReadEventJson : JsonSerializerContext;
