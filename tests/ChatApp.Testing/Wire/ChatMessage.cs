namespace ChatApp.Testing;

/// <summary>A message on the wire.</summary>
/// <param name="Id">The message.</param>
/// <param name="SenderId">Who wrote it.</param>
/// <param name="SenderUsername">The writer's name.</param>
/// <param name="RecipientId">To whom.</param>
/// <param name="Content">The text, exactly as sent.</param>
/// <param name="CreatedAt">When it was stored.</param>
/// <param name="Seq">Its number in the conversation: 1, 2, 3 and so on.</param>
/// <param name="ClientMessageId">The id that the sender's client gave it, if any.</param>
/// <param name="ConversationId">The conversation: the same id for both users.</param>
/// <param name="EditedAt">When its text was last changed; null while it is as it was sent.</param>
/// <param name="DeletedAt">When it was deleted, which made its text empty; null while it is there.</param>
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
    DateTimeOffset? EditedAt,
    DateTimeOffset? DeletedAt);
