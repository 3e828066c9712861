using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatApp.Infrastructure.Events;

/// <summary>The kinds of events about reactions. The row refers to the message and holds the emoji.</summary>
internal abstract class ReactionKind(
    short number,
    string wireName,
    string summary,
    Type eventType,
    Func<Message, Guid, string, StreamPosition, ReactionEvent> make)
    : EventKind(number, wireName, summary, typeof(ReactionWire), eventType)
{
    public sealed override bool ChangesEarlier => true;

    public sealed override void Fill(EventRow row, StoredEvent storedEvent)
    {
        var reaction = (ReactionEvent)storedEvent;
        (row.ConversationId, row.Seq) = (reaction.ConversationId, reaction.Seq);
        (row.ActorId, row.Payload) = (reaction.UserId, reaction.Emoji);
    }

    public sealed override StoredEvent Restore(ReadEventRow read, StreamPosition position) =>
        make(read.Message!, read.Row.ActorId!.Value, read.Row.Payload!, position);

    public sealed override void Write(Utf8JsonWriter writer, StoredEvent storedEvent)
    {
        var reaction = (ReactionEvent)storedEvent;
        var wire = new ReactionWire(WireName, reaction.MessageId, reaction.UserId, reaction.Emoji);
        JsonSerializer.Serialize(writer, wire, ReactionWireJson.Default.ReactionWire);
    }
}

internal sealed class ReactionAddedKind() : ReactionKind(
    5,
    "reaction_added",
    "A user has added an emoji to a message.",
    typeof(ReactionAdded),
    (message, userId, emoji, position) =>
        new ReactionAdded(message.ConversationId, message.Id, message.Seq, userId, emoji, [position]));

internal sealed class ReactionRemovedKind() : ReactionKind(
    6,
    "reaction_removed",
    "A user has removed an emoji from a message.",
    typeof(ReactionRemoved),
    (message, userId, emoji, position) =>
        new ReactionRemoved(message.ConversationId, message.Id, message.Seq, userId, emoji, [position]));

internal sealed record ReactionWire(
    string Type,
    [property: Description("The message.")] Guid MessageId,
    [property: Description("The user who has added or removed the emoji.")] Guid UserId,
    [property: Description("The emoji.")] string Emoji);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ReactionWire))]
internal sealed partial class ReactionWireJson : JsonSerializerContext;
