using ChatApp.Domain.Messages;

namespace ChatApp.Application.Messages;

/// <summary>A message.</summary>
/// <param name="Id">The message's id.</param>
/// <param name="SenderId">Who wrote it.</param>
/// <param name="SenderUsername">The writer's name.</param>
/// <param name="RecipientId">For whom.</param>
/// <param name="Content">The text, exactly as sent.</param>
/// <param name="CreatedAt">When the server took it.</param>
/// <param name="Seq">Its number in the conversation, from 1, without gaps.</param>
/// <param name="ClientMessageId">The sender's own id for it, or null.</param>
/// <param name="ConversationId">The conversation: the same id for both users.</param>
/// <param name="EditedAt">When its text was last changed; null while it is as it was sent.</param>
/// <param name="DeletedAt">When it was deleted, which made its text empty; null while it is there.</param>
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
    DateTimeOffset? EditedAt,
    DateTimeOffset? DeletedAt) : SensitiveRecord
{
    /// <summary>
    /// The message as others see it. By hand and not by AutoMapper: this runs for every message that is sent.
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
        message.EditedAt,
        message.DeletedAt);
}
