using System.ComponentModel;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;

namespace ChatApp.Infrastructure.Events;

internal sealed class MessagesReadKind : EventKind<MessagesRead, ReadEvent>
{
    public override short Number => 2;

    public override string WireName => "read";

    public override string Summary => "A read mark has moved.";

    protected override JsonTypeInfo<ReadEvent> Json => ReadEventJson.Default.ReadEvent;

    public override StoredEvent Restore(ReadEventRow read, StreamPosition position)
    {
        var (message, readerId) = (read.Message!, read.Row.ActorId!.Value);
        var peerId = readerId == message.SenderId ? message.RecipientId : message.SenderId;
        return new MessagesRead(message.ConversationId, readerId, peerId, message.Id, message.Seq, [position]);
    }

    protected override void Fill(EventRow row, MessagesRead storedEvent) =>
        (row.ConversationId, row.Seq, row.ActorId) =
            (storedEvent.ConversationId, storedEvent.Seq, storedEvent.ReaderId);

    protected override ReadEvent ToWire(MessagesRead storedEvent) =>
        new(WireName, storedEvent.ReaderId, storedEvent.PeerId, storedEvent.MessageId, storedEvent.Seq);
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
