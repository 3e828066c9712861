namespace ChatApp.Application.Writing;

/// <summary>
/// The keys of the rows that a batch needs. They are sets, because many writes of a batch share a conversation.
/// </summary>
/// <param name="writes">How many writes will add keys, so that no set has to grow for each send.</param>
public sealed class WriteKeys(int writes = 0)
{
    private readonly SortedSet<Guid> _conversationIds = [];
    private readonly SortedSet<Guid> _userIds = [];
    private readonly HashSet<(Guid SenderId, Guid ClientMessageId)> _repeats = new(writes);
    private readonly HashSet<Guid> _positionIds = [];
    private readonly HashSet<Guid> _messageIds = [];

    /// <summary>Conversations, in the order in which all writers lock them, so that writers cannot deadlock.</summary>
    public IReadOnlyCollection<Guid> ConversationIds => _conversationIds;

    /// <summary>Users whose streams are locked after the conversations, in the lock order of all writers.</summary>
    public IReadOnlyCollection<Guid> UserIds => _userIds;

    /// <summary>Messages that may already be stored, by sender and client message id.</summary>
    public IReadOnlyCollection<(Guid SenderId, Guid ClientMessageId)> Repeats => _repeats;

    /// <summary>Messages of which the decision needs the position, or needs to know whether they exist.</summary>
    public IReadOnlyCollection<Guid> PositionIds => _positionIds;

    /// <summary>Messages that the decision needs with their text.</summary>
    public IReadOnlyCollection<Guid> MessageIds => _messageIds;

    /// <summary>Adds a conversation, with its members and their streams.</summary>
    public void AddConversation(KnownConversation conversation)
    {
        _conversationIds.Add(conversation.Id);
        _userIds.Add(conversation.Pair.First);
        _userIds.Add(conversation.Pair.Second);
    }

    /// <summary>Adds a message that may be a repeat.</summary>
    public void AddRepeat(Guid senderId, Guid clientMessageId) => _repeats.Add((senderId, clientMessageId));

    /// <summary>Adds the position of a message.</summary>
    public void AddPosition(Guid messageId) => _positionIds.Add(messageId);

    /// <summary>Adds a message with its text. A batch with such a key is always decided under locks.</summary>
    public void AddMessage(Guid messageId) => _messageIds.Add(messageId);
}
