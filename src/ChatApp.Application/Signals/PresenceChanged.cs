using System.Text.Json;

namespace ChatApp.Application.Signals;

/// <summary>The user has come online or gone offline.</summary>
/// <param name="UserId">The user.</param>
/// <param name="LastSeenAt">When the user was last online; null if the user is online now.</param>
public sealed record PresenceChanged(Guid UserId, DateTimeOffset? LastSeenAt) : Signal(UserId)
{
    /// <inheritdoc/>
    public override string Type => "presence";

    /// <inheritdoc/>
    protected override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteBoolean("online"u8, LastSeenAt is null);
        if (LastSeenAt is { } time)
        {
            Span<byte> text = stackalloc byte[Clock.WireLength];
            Clock.WriteWire(time, text);
            writer.WriteString("last_seen_at"u8, text);
        }
        else
        {
            writer.WriteNull("last_seen_at"u8);
        }
    }
}
