using ChatApp.Application.Common;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;

namespace ChatApp.Infrastructure.Persistence.Messages.Batching;

/// <summary>
/// One batch in the making: the requests decide, one after the other, on its rows and on what those before them have
/// decided. It touches no database, so that a batch can be thrown away and made again.
/// </summary>
internal sealed class WriteBatch(BatchRows rows, TimeProvider time)
{
    // Sorted, as every writer takes its locks.
    private readonly SortedDictionary<Guid, ChangedConversation> _changed = [];
    private readonly SortedDictionary<Guid, long> _headsBefore = [];
    private readonly Dictionary<Guid, ChangedConversation> _met = [];
    private readonly List<Message> _messages = [];
    private readonly List<StoredEvent> _events = [];

    /// <summary>Messages to insert.</summary>
    public IReadOnlyList<Message> Messages => _messages;

    /// <summary>Events to insert and, after the commit, to publish, in their order.</summary>
    public IReadOnlyList<StoredEvent> Events => _events;

    /// <summary>Conversations to update, in the order of the ids.</summary>
    public IReadOnlyCollection<ChangedConversation> ChangedConversations => _changed.Values;

    /// <summary>Streams to update, in the order of the ids.</summary>
    public IEnumerable<AdvancedStream> AdvancedStreams =>
        _headsBefore.Select(before => new AdvancedStream(before.Key, before.Value, StreamOf(before.Key).Head));

    /// <summary>The time by this node's clock, which may have been set back since the last call.</summary>
    public DateTimeOffset Now() => time.GetTimestampUtc();

    /// <summary>The conversation of a request, to be changed.</summary>
    public Conversation ConversationOf(WriteRequest request)
    {
        if (!_met.TryGetValue(request.ConversationId, out var met))
        {
            _met.Add(request.ConversationId, met = ChangedConversation.Of(rows.Conversations[request.ConversationId]));
        }

        return met.Row;
    }

    public StreamCounter StreamOf(Guid userId) => rows.Streams[userId];

    /// <summary>The message that this sender sent under this id before, in this batch or an earlier one.</summary>
    public Message? FindEarlier(Guid senderId, Guid? clientMessageId) =>
        clientMessageId is { } id ? rows.Earlier.GetValueOrDefault((senderId, id)) : null;

    /// <summary>The place of a message; null when it is not one of this conversation.</summary>
    public MessagePlace? FindPlace(Guid conversationId, Guid messageId) =>
        rows.Marked.TryGetValue(messageId, out var place) && place.ConversationId == conversationId ? place : null;

    public void Add(MessageSent sent)
    {
        _messages.Add(sent.Message);
        if (sent.Message.ClientMessageId is { } clientMessageId)
        {
            rows.Earlier.Add((sent.Message.SenderId, clientMessageId), sent.Message);
        }

        AddEvent(sent, sent.Message.ConversationId);
    }

    public void Add(MessagesRead read) => AddEvent(read, read.ConversationId);

    private void AddEvent(StoredEvent storedEvent, Guid conversationId)
    {
        _events.Add(storedEvent);
        _changed[conversationId] = _met[conversationId];
        foreach (var position in storedEvent.Positions)
        {
            _headsBefore.TryAdd(position.UserId, position.Number - 1);
        }
    }
}
