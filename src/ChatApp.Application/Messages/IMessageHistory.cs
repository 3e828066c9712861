using ChatApp.Application.Writing;

namespace ChatApp.Application.Messages;

/// <summary>Reads the messages of conversations.</summary>
public interface IMessageHistory
{
    /// <summary>Finds the conversation of two users; null before their first message.</summary>
    Task<KnownConversation?> FindConversationAsync(Guid userId, Guid peerId, CancellationToken cancellationToken);

    /// <summary>
    /// Reads a page of a range: its newest messages, or its oldest if <see cref="HistoryRange.BeginsWithOldest"/>, or
    /// those around a message: half of the others are older, and half are newer. The newest message comes first on the
    /// page.
    /// </summary>
    Task<Page<MessageDto>> ReadAsync(
        KnownConversation conversation, HistoryRange range, int limit, CancellationToken cancellationToken);

    /// <summary>Finds a message of a user's conversations.</summary>
    Task<MessageDto?> FindMessageAsync(Guid userId, Guid messageId, CancellationToken cancellationToken);

    /// <summary>Whether a message belongs to the conversation.</summary>
    Task<bool> HasMessageAsync(KnownConversation conversation, Guid messageId, CancellationToken cancellationToken);
}
