namespace ChatApp.Infrastructure.Persistence.Messages.Batching;

/// <summary>Which rows a batch needs. Sets, since many requests of a batch share a conversation.</summary>
internal sealed class BatchKeys
{
    private readonly SortedSet<Guid> _conversationIds = [];
    private readonly SortedSet<Guid> _userIds = [];
    private readonly HashSet<(Guid SenderId, Guid ClientMessageId)> _repeats = [];
    private readonly HashSet<Guid> _markedMessageIds = [];

    /// <summary>Conversations to lock, in the order in which every writer locks them, so that writers cannot deadlock.</summary>
    public IReadOnlyCollection<Guid> ConversationIds => _conversationIds;

    /// <summary>Users whose streams are to be locked after the conversations, in the order in which every writer locks them.</summary>
    public IReadOnlyCollection<Guid> UserIds => _userIds;

    /// <summary>Messages that may have been stored before, by what their sender calls them.</summary>
    public IReadOnlyCollection<(Guid SenderId, Guid ClientMessageId)> Repeats => _repeats;

    /// <summary>Messages whose place is needed, or whether they are stored.</summary>
    public IReadOnlyCollection<Guid> MarkedMessageIds => _markedMessageIds;

    public static BatchKeys Of(IReadOnlyList<WriteRequest> requests)
    {
        var keys = new BatchKeys();
        foreach (var request in requests)
        {
            keys._conversationIds.Add(request.ConversationId);
            keys._userIds.Add(request.UserId);
            keys._userIds.Add(request.PeerId);
            request.AddKeys(keys);
        }

        return keys;
    }

    public void AddRepeat(Guid senderId, Guid clientMessageId) => _repeats.Add((senderId, clientMessageId));

    public void AddMarked(Guid messageId) => _markedMessageIds.Add(messageId);
}
