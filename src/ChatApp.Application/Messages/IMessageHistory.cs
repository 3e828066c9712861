using ChatApp.Application.Common;
using ChatApp.Application.Conversations;

namespace ChatApp.Application.Messages;

/// <summary>Reads conversations back.</summary>
public interface IMessageHistory
{
    /// <summary>The conversation of two users; null before their first message.</summary>
    Task<KnownConversation?> FindConversationAsync(Guid userId, Guid peerId, CancellationToken cancellationToken);

    /// <summary>The <c>seq</c> of a message; null when the conversation has no such message.</summary>
    Task<long?> FindSeqAsync(Guid conversationId, Guid messageId, CancellationToken cancellationToken);

    /// <summary>The newest messages between two <c>seq</c>, both excluded, newest first.</summary>
    Task<Page<MessageDto>> ReadNewestAsync(
        KnownConversation conversation, long after, long before, int limit, CancellationToken cancellationToken);

    /// <summary>The oldest messages after a <c>seq</c>, still newest first within the page.</summary>
    Task<Page<MessageDto>> ReadOldestAsync(KnownConversation conversation, long after, int limit, CancellationToken cancellationToken);
}
