using ChatApp.Application.Users;

namespace ChatApp.Application.Conversations;

/// <summary>Reads the conversation list, the unread total and the blocks of a user.</summary>
public interface IConversationStore
{
    /// <summary>Lists the user's conversations: pinned ones first, then those with newer messages first.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="archived">Whether to list the archive; otherwise all conversations that are not in it.</param>
    /// <param name="before">Only conversations after this position of the list; null for the first page.</param>
    /// <param name="limit">Largest number of rows.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    Task<Page<ConversationDto>> ListAsync(
        Guid userId,
        bool archived,
        ConversationPosition? before,
        int limit,
        CancellationToken cancellationToken);

    /// <summary>Reads one row of the user's list; the conversation must have messages.</summary>
    Task<ConversationDto> GetAsync(Guid userId, Guid conversationId, CancellationToken cancellationToken);

    /// <summary>
    /// The position of the conversation with a peer in the user's list; null if it does not exist or has no messages.
    /// </summary>
    Task<ConversationPosition?> FindPositionAsync(Guid userId, Guid peerId, CancellationToken cancellationToken);

    /// <summary>
    /// Counts what the user has not read: the sum of <see cref="ConversationDto.UnreadCount"/> over all conversations
    /// that are neither archived nor muted.
    /// </summary>
    Task<UnreadDto> CountUnreadAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>
    /// Whether two users are in touch (<see cref="Signals.SignalAudience"/>). A block that was acknowledged before the
    /// call is noticed.
    /// </summary>
    Task<bool> AreInTouchAsync(Guid userId, Guid peerId, CancellationToken cancellationToken);

    /// <summary>The position of a peer among those whom the user blocks; null if the user does not block it.</summary>
    Task<BlockPosition?> FindBlockAsync(Guid userId, Guid peerId, CancellationToken cancellationToken);

    /// <summary>Lists those whom the user blocks, the newest block first.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="before">Only blocks after this position of the list; null for the first page.</param>
    /// <param name="limit">Largest number of users.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    Task<Page<UserDto>> ListBlocksAsync(
        Guid userId, BlockPosition? before, int limit, CancellationToken cancellationToken);
}
