using System.Text.Json;

/// <summary>What the socket tells; stored events come by sync too.</summary>
internal abstract record ChatEvent
{
    /// <summary>Reads a frame; null if it is no event, or one of a later version.</summary>
    public static ChatEvent? Read(JsonElement frame) => frame.GetProperty("type").GetString() switch
    {
        "ready" => Wire.Read<Ready>(frame),
        "message" => new MessageSent(Wire.Read<Message>(frame)),
        "message_edited" => new MessageEdited(Wire.Read<Message>(frame)),
        "message_deleted" => new MessageDeleted(Wire.Read<Message>(frame)),
        "reaction_added" => Wire.Read<ReactionAdded>(frame),
        "reaction_removed" => Wire.Read<ReactionRemoved>(frame),
        "read" => Wire.Read<ReadUpTo>(frame),
        "delivered" => Wire.Read<DeliveredUpTo>(frame),
        "conversation_updated" => Wire.Read<ConversationUpdated>(frame),
        "user_updated" => Wire.Read<UserUpdated>(frame),
        "typing" => Wire.Read<Typing>(frame),
        "presence" => Wire.Read<Presence>(frame),
        _ => null,
    };
}

/// <summary>Connected. Forget who is online: an event of each user who is follows.</summary>
internal sealed record Ready(Guid UserId, Guid SessionId) : ChatEvent;

internal sealed record MessageSent(Message Message) : ChatEvent;

internal sealed record MessageEdited(Message Message) : ChatEvent;

internal sealed record MessageDeleted(Message Message) : ChatEvent;

internal sealed record ReactionAdded(Guid MessageId, Guid UserId, string Emoji) : ChatEvent;

internal sealed record ReactionRemoved(Guid MessageId, Guid UserId, string Emoji) : ChatEvent;

/// <summary>A user has read the conversation with the peer up to this message.</summary>
internal sealed record ReadUpTo(Guid UserId, Guid PeerId, Guid MessageId, long Seq) : ChatEvent;

/// <summary>A device of a user has the conversation with the peer up to this message.</summary>
internal sealed record DeliveredUpTo(Guid UserId, Guid PeerId, Guid MessageId, long Seq) : ChatEvent;

internal sealed record ConversationUpdated(Guid UserId, bool Archived, bool Muted, bool Pinned) : ChatEvent;

internal sealed record UserUpdated(Guid UserId, string Username, string DisplayName) : ChatEvent;

internal sealed record Typing(Guid UserId) : ChatEvent;

internal sealed record Presence(Guid UserId, bool Online, DateTimeOffset? LastSeenAt) : ChatEvent;

/// <summary>Of the client itself: events were missed. New messages follow; read again what else you show.</summary>
internal sealed record CursorLost : ChatEvent;
