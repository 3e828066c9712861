namespace ChatApp.Application.Conversations;

/// <summary>Reads the conversation list.</summary>
public interface IConversationStore
{
    /// <summary>The user's conversations by the time of their newest message, newest first.</summary>
    /// <param name="userId">Whose conversations.</param>
    /// <param name="before">Only those after this position of the list; null: from the top.</param>
    /// <param name="limit">Most rows to give.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    Task<Page<ConversationDto>> ListAsync(
        Guid userId, ConversationPosition? before, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Where the conversation with a peer stands in the user's list; null when there is none with messages.
    /// </summary>
    Task<ConversationPosition?> FindPositionAsync(Guid userId, Guid peerId, CancellationToken cancellationToken);
}
