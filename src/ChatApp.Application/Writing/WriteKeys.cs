
namespace ChatApp.Application.Writing;

/// <summary>The rows that a batch needs. Sets, since many writes of a batch share a conversation.</summary>
public sealed class WriteKeys
{
    private readonly SortedSet<Guid> _conversationIds = [];
    private readonly SortedSet<Guid> _userIds = [];
    private readonly HashSet<(Guid SenderId, Guid ClientMessageId)> _repeats = [];
    private readonly HashSet<Guid> _positionIds = [];
    private readonly HashSet<Guid> _messageIds = [];

    /// <summary>
    /// Conversations, in the order in which every writer locks them, so that writers cannot deadlock.
    /// </summary>
    public IReadOnlyCollection<Guid> ConversationIds => _conversationIds;

    /// <summary>Users whose streams are locked after the conversations, in the order of every writer.</summary>
    public IReadOnlyCollection<Guid> UserIds => _userIds;

    /// <summary>Messages that may have been stored before, by what their sender calls them.</summary>
    public IReadOnlyCollection<(Guid SenderId, Guid ClientMessageId)> Repeats => _repeats;

    /// <summary>Messages whose position is needed, or whether they are stored.</summary>
    public IReadOnlyCollection<Guid> PositionIds => _positionIds;

    /// <summary>Messages that are needed whole.</summary>
    public IReadOnlyCollection<Guid> MessageIds => _messageIds;

    /// <summary>Adds a conversation, with its members and their streams.</summary>
    public void AddConversation(KnownConversation conversation)
    {
        _conversationIds.Add(conversation.Id);
        _userIds.Add(conversation.Pair.First);
        _userIds.Add(conversation.Pair.Second);
    }

    /// <summary>Adds the message that a sender may have sent before.</summary>
    public void AddRepeat(Guid senderId, Guid clientMessageId) => _repeats.Add((senderId, clientMessageId));

    /// <summary>Adds the position of a message.</summary>
    public void AddPosition(Guid messageId) => _positionIds.Add(messageId);

    /// <summary>Adds a message as a whole. A batch with such a key is always decided under locks.</summary>
    public void AddMessage(Guid messageId) => _messageIds.Add(messageId);
}
