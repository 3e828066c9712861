using ChatApp.Domain.Messages;

namespace ChatApp.Application.Messages;

/// <summary>A message.</summary>
/// <param name="Id">The message's id.</param>
/// <param name="SenderId">The author.</param>
/// <param name="SenderUsername">The author's username.</param>
/// <param name="RecipientId">The recipient.</param>
/// <param name="Content">The text, exactly as sent.</param>
/// <param name="CreatedAt">When the server accepted it.</param>
/// <param name="Seq">Its number in the conversation, from 1, without gaps.</param>
/// <param name="ClientMessageId">The sender's own id for the message, or null.</param>
/// <param name="ConversationId">The conversation; the id is equal for both users.</param>
/// <param name="ReplyToId">The message of the same conversation that this one answers, or null.</param>
/// <param name="EditedAt">When the text or the data was last edited; null if they never were.</param>
/// <param name="DeletedAt">
/// When it was deleted, which made its text empty and removed its data; null if it was not deleted.
/// </param>
/// <param name="Reactions">The emoji that users have added, the oldest first.</param>
/// <param name="Data">The client's own JSON object, with the members and values that were sent, or null.</param>
// Contract, section 3.
public sealed record MessageDto(
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
    IReadOnlyList<Reaction> Reactions,
    MessageData? Data) : SensitiveRecord
{
    /// <summary>
    /// Maps a stored message. The mapping is explicit and does not use AutoMapper, because it runs for every message
    /// sent.
    /// </summary>
    public static MessageDto From(Message message, string senderUsername) => new(
        message.Id,
        message.SenderId,
        senderUsername,
        message.RecipientId,
        message.Content,
        message.CreatedAt,
        message.Seq,
        message.ClientMessageId,
        message.ConversationId,
        message.ReplyToId,
        message.EditedAt,
        message.DeletedAt,
        message.Reactions,
        message.Data is { } data ? new MessageData(data) : null);
}
