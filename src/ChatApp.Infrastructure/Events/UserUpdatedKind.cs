using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatApp.Infrastructure.Events;

/// <summary>A new name of a user. The row holds no name, so a replay shows the names of now.</summary>
internal sealed class UserUpdatedKind() : EventKind(
    9,
    "user_updated",
    "A user has a new display name, or has closed the account.",
    typeof(UserWire),
    typeof(UserUpdated))
{
    public override bool ChangesEarlier => true;

    public override void Fill(EventRow row, StoredEvent storedEvent) =>
        row.ActorId = ((UserUpdated)storedEvent).UserId;

    public override StoredEvent Restore(ReadEventRow read, StreamPosition position) =>
        new UserUpdated(read.Row.ActorId!.Value, read.Username!, read.DisplayName!, [position]);

    public override void Write(Utf8JsonWriter writer, StoredEvent storedEvent)
    {
        var user = (UserUpdated)storedEvent;
        var wire = new UserWire(WireName, user.UserId, user.Username, user.DisplayName);
        JsonSerializer.Serialize(writer, wire, UserJson.Default.UserWire);
    }
}

internal sealed record UserWire(
    string Type,
    [property: Description("The user with the new name.")] Guid UserId,
    [property: Description("The username now.")] string Username,
    [property: Description("The display name now.")] string DisplayName);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(UserWire))]
internal sealed partial class UserJson : JsonSerializerContext;
