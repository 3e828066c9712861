using ChatApp.Application.Writing;

namespace ChatApp.Application.Messages;

/// <summary>Reads conversations back.</summary>
public interface IMessageHistory
{
    /// <summary>The conversation of two users; null before their first message.</summary>
    Task<KnownConversation?> FindConversationAsync(Guid userId, Guid peerId, CancellationToken cancellationToken);

    /// <summary>
    /// A page of a range: its newest messages, or its oldest ones if it <see cref="HistoryRange.BeginsWithOldest"/>;
    /// newest first within the page.
    /// </summary>
    Task<Page<MessageDto>> ReadAsync(
        KnownConversation conversation, HistoryRange range, int limit, CancellationToken cancellationToken);

    /// <summary>Whether a message is one of the conversation's.</summary>
    Task<bool> HasMessageAsync(KnownConversation conversation, Guid messageId, CancellationToken cancellationToken);
}
