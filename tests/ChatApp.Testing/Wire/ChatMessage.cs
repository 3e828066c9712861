using System.Text.Json.Serialization;

namespace ChatApp.Testing;

/// <summary>A message.</summary>
/// <param name="Id">The id of the message.</param>
/// <param name="SenderId">The id of the sender.</param>
/// <param name="SenderUsername">The username of the sender.</param>
/// <param name="RecipientId">The id of the recipient.</param>
/// <param name="Content">The text, exactly as sent.</param>
/// <param name="CreatedAt">The time when it was stored.</param>
/// <param name="Seq">Its number in the conversation: 1, 2, 3 and so on.</param>
/// <param name="ClientMessageId">The id that the sender's client gave to it; null if none.</param>
/// <param name="ConversationId">The id of the conversation, the same for both users.</param>
/// <param name="ReplyToId">The id of the message that it answers; null if none.</param>
/// <param name="EditedAt">The time when its text was last edited; null if never.</param>
/// <param name="DeletedAt">The time when it was deleted, which emptied its text; null if it is not deleted.</param>
/// <param name="Reactions">The emoji that users have added, the oldest first.</param>
/// <param name="Data">The client's own JSON object, as text; null if none.</param>
public sealed record ChatMessage(
    Guid Id,
    Guid SenderId,
    string SenderUsername,
    Guid RecipientId,
    string Content,
    DateTimeOffset CreatedAt,
    long Seq,
    Guid? ClientMessageId,
    Guid ConversationId,
    Guid? ReplyToId,
    DateTimeOffset? EditedAt,
    DateTimeOffset? DeletedAt,
    ReactionCollection Reactions,
    [property: JsonConverter(typeof(RawJsonConverter))] string? Data);
