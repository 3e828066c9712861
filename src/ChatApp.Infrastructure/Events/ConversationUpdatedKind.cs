using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatApp.Infrastructure.Events;

/// <summary>
/// The row is about no message: its payload holds the three values, as the bits of a digit, and the other user.
/// </summary>
internal sealed class ConversationUpdatedKind() : EventKind(
    8,
    "conversation_updated",
    "The caller has archived, muted or pinned a conversation, or undone it, or a message has ended its archiving.",
    typeof(ConversationUpdatedWire),
    typeof(ConversationUpdated))
{
    private const int Archived = 1;
    private const int Muted = 2;
    private const int Pinned = 4;

    public override void Fill(EventRow row, StoredEvent storedEvent)
    {
        var updated = (ConversationUpdated)storedEvent;
        var bits = (updated.Archived ? Archived : 0) + (updated.Muted ? Muted : 0) + (updated.Pinned ? Pinned : 0);
        row.Payload = string.Create(CultureInfo.InvariantCulture, $"{bits} {updated.PeerId}");
    }

    public override StoredEvent Restore(ReadEventRow read, StreamPosition position)
    {
        var payload = read.Row.Payload!;
        var (bits, peerId) = (payload[0] - '0', Guid.Parse(payload.AsSpan(2)));
        return new ConversationUpdated(
            peerId, (bits & Archived) != 0, (bits & Muted) != 0, (bits & Pinned) != 0, [position]);
    }

    public override void Write(Utf8JsonWriter writer, StoredEvent storedEvent)
    {
        var updated = (ConversationUpdated)storedEvent;
        var wire = new ConversationUpdatedWire(
            WireName, updated.PeerId, updated.Archived, updated.Muted, updated.Pinned);
        JsonSerializer.Serialize(writer, wire, ConversationUpdatedJson.Default.ConversationUpdatedWire);
    }
}

internal sealed record ConversationUpdatedWire(
    string Type,
    [property: Description("The other user of the conversation.")] Guid UserId,
    [property: Description("Whether it is archived now.")] bool Archived,
    [property: Description("Whether it is muted now.")] bool Muted,
    [property: Description("Whether it is pinned now.")] bool Pinned);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ConversationUpdatedWire))]
internal sealed partial class ConversationUpdatedJson : JsonSerializerContext;
