using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;

namespace ChatApp.Application.Writing;

/// <summary>
/// A batch while it is being decided. The writes decide one after the other, on the rows and on the changes of earlier
/// writes. It does not touch the database, so a batch can be discarded and built again.
/// </summary>
/// <param name="rows">The rows that the writes have named.</param>
/// <param name="time">The clock of this node.</param>
/// <param name="writes">How many writes the batch has, so that nothing has to grow for each send.</param>
public sealed class WriteBatch(WriteRows rows, TimeProvider time, int writes = 0)
{
    private readonly Dictionary<Guid, Change<Conversation>> _conversations = [];
    private readonly Dictionary<(Guid ConversationId, Guid UserId), Change<Member>> _members = [];
    private readonly Dictionary<Guid, Change<StreamCounter>> _streams = [];
    private readonly Dictionary<Guid, Change<Message>> _messages = [];
    private readonly Dictionary<(Guid SenderId, Guid ClientMessageId), Message> _sent = new(writes);
    private readonly List<MessagePosition> _positions = [];
    private readonly List<Message> _newMessages = new(writes);
    private readonly List<StoredEvent> _events = new(writes);

    /// <summary>Conversations that a write has read.</summary>
    public IReadOnlyCollection<Change<Conversation>> Conversations => _conversations.Values;

    /// <summary>Members that a write has read.</summary>
    public IReadOnlyCollection<Change<Member>> Members => _members.Values;

    /// <summary>Streams that a write has read.</summary>
    public IReadOnlyCollection<Change<StreamCounter>> Streams => _streams.Values;

    /// <summary>Stored messages that a write has read.</summary>
    public IReadOnlyCollection<Change<Message>> Messages => _messages.Values;

    /// <summary>Positions that a decision depends on.</summary>
    public IReadOnlyList<MessagePosition> Positions => _positions;

    /// <summary>Messages to insert, in order.</summary>
    public IReadOnlyList<Message> NewMessages => _newMessages;

    /// <summary>Events to insert and, after the commit, to publish, in order.</summary>
    public IReadOnlyList<StoredEvent> Events => _events;

    /// <summary>
    /// Whether a decision depends on rows that it does not change, so that no commit would show that they are stale.
    /// </summary>
    public bool NeedsCurrentRows { get; private set; }

    /// <summary>The data for the decision of a write of this conversation.</summary>
    public ConversationState StateOf(KnownConversation conversation) => new(this, conversation);

    /// <summary>The time by this node's clock, which may have been set back since the last call.</summary>
    internal DateTimeOffset Now => time.GetTimestampUtc();

    internal Conversation Conversation(Guid id) => Take(_conversations, rows.Conversations, id, row => row.Copy());

    internal Member Member(Guid conversationId, Guid userId) =>
        Take(_members, rows.Members, (conversationId, userId), row => row.Copy());

    internal Member Peek(Guid conversationId, Guid userId) =>
        _members.TryGetValue((conversationId, userId), out var change)
            ? change.Now
            : rows.Members[(conversationId, userId)];

    internal void RequireCurrentRows() => NeedsCurrentRows = true;

    internal StreamCounter Stream(Guid userId) => Take(_streams, rows.Streams, userId, row => row.Copy());

    internal StreamCounter PeekStream(Guid userId) =>
        _streams.TryGetValue(userId, out var change) ? change.Now : rows.Streams[userId];

    internal Message? Message(Guid conversationId, Guid messageId) =>
        rows.Messages.TryGetValue(messageId, out var message) && message.ConversationId == conversationId
            ? Take(_messages, rows.Messages, messageId, row => row.Copy())
            : null;

    internal Message? Repeat(Guid senderId, Guid clientMessageId)
    {
        var found = _sent.GetValueOrDefault((senderId, clientMessageId))
            ?? rows.Repeats.GetValueOrDefault((senderId, clientMessageId));

        // An earlier write of the batch may have changed it.
        return found is not null && _messages.TryGetValue(found.Id, out var change) ? change.Now : found;
    }

    internal MessagePosition? Position(Guid conversationId, Guid messageId)
    {
        if (!rows.Positions.TryGetValue(messageId, out var position) || position.ConversationId != conversationId)
        {
            return null;
        }

        _positions.Add(position);
        return position;
    }

    internal void Add(Message message)
    {
        _newMessages.Add(message);
        if (message.ClientMessageId is { } clientMessageId)
        {
            _sent.Add((message.SenderId, clientMessageId), message);
        }
    }

    internal void Add(StoredEvent storedEvent) => _events.Add(storedEvent);

    private static TRow Take<TKey, TRow>(
        Dictionary<TKey, Change<TRow>> changes, Dictionary<TKey, TRow> rows, TKey key, Func<TRow, TRow> copy)
        where TKey : notnull
    {
        if (!changes.TryGetValue(key, out var change))
        {
            var before = rows[key];
            changes.Add(key, change = new Change<TRow>(before, copy(before)));
        }

        return change.Now;
    }
}
