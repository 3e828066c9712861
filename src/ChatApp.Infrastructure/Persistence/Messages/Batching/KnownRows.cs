using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;

namespace ChatApp.Infrastructure.Persistence.Messages.Batching;

/// <summary>
/// Conversations and streams as this node's last commit has left them. A batch that is decided on these needs no round trip for locks: it
/// is written only if every row is still so. For the batch writer's loop alone.
/// </summary>
/// <remarks>
/// Each kind of row is bounded in count: when it is full, it is emptied, and the next batches take locks again. A
/// batch changes these rows while it is decided, so those of a batch that failed have to be forgotten. The place of a message is believed as long as its conversation has
/// the past that it was kept with: a database that came back without its last commits may have another message there.
/// </remarks>
internal sealed class KnownRows
{
    /// <summary>Rows of each kind, of 200 bytes at most.</summary>
    internal const int MaxRows = 100_000;

    private readonly Dictionary<Guid, LastConversation> _conversations = [];
    private readonly Dictionary<Guid, StreamCounter> _streams = [];
    private readonly Dictionary<Guid, (MessagePlace Place, long Past)> _places = [];
    private long _pasts;

    /// <summary>The rows of a batch; null when one of them is not known. Earlier messages are not among them.</summary>
    public BatchRows? Find(BatchKeys keys)
    {
        var rows = new BatchRows();
        return TryAddConversations(keys.ConversationIds, rows)
            && TryAddStreams(keys.UserIds, rows)
            && TryAddPlaces(keys.MarkedMessageIds, rows)
            ? rows
            : null;
    }

    /// <summary>
    /// Holds the conversations that were read under locks against those that were kept, before a batch changes them: one that still ends with the same
    /// message keeps its past, and with it the places of its messages.
    /// </summary>
    public void Compare(BatchRows rows)
    {
        foreach (var (id, row) in rows.Conversations)
        {
            if (_conversations.TryGetValue(id, out var last) && !last.EndsLike(row))
            {
                _conversations.Remove(id);
            }
        }
    }

    /// <summary>
    /// Keeps the rows of a batch that was committed, and places of messages: of its own, which are likely to be marked as read soon, and those that it has looked up.
    /// </summary>
    public void Keep(BatchRows rows, WriteBatch batch)
    {
        foreach (var (id, row) in rows.Conversations)
        {
            var past = _conversations.TryGetValue(id, out var last) ? last.Past : ++_pasts;
            Put(_conversations, id, new LastConversation(row, row.LastSeq, row.LastMessageId, past));
        }

        foreach (var (userId, stream) in rows.Streams)
        {
            Put(_streams, userId, stream);
        }

        foreach (var message in batch.Messages)
        {
            var place = new MessagePlace(message.ConversationId, message.Seq, message.SentByFirst);
            KeepPlace(message.Id, place);
        }

        foreach (var (id, place) in rows.Marked)
        {
            KeepPlace(id, place);
        }
    }

    /// <summary>Forgets the rows of a batch that was not committed; of its conversations it stays known how they ended.</summary>
    public void Forget(BatchKeys keys)
    {
        foreach (var id in keys.ConversationIds)
        {
            if (_conversations.TryGetValue(id, out var last))
            {
                _conversations[id] = last with { Row = null };
            }
        }

        foreach (var userId in keys.UserIds)
        {
            _streams.Remove(userId);
        }
    }

    private static void Put<TRow>(Dictionary<Guid, TRow> known, Guid id, TRow row)
    {
        if (known.Count >= MaxRows && !known.ContainsKey(id))
        {
            known.Clear();
        }

        known[id] = row;
    }

    private void KeepPlace(Guid messageId, MessagePlace place)
    {
        if (_conversations.TryGetValue(place.ConversationId, out var conversation))
        {
            Put(_places, messageId, (place, conversation.Past));
        }
    }

    private bool TryAddConversations(IReadOnlyCollection<Guid> ids, BatchRows rows)
    {
        foreach (var id in ids)
        {
            if (!_conversations.TryGetValue(id, out var last) || last.Row is null)
            {
                return false;
            }

            rows.Conversations.Add(id, last.Row);
        }

        return true;
    }

    private bool TryAddStreams(IReadOnlyCollection<Guid> userIds, BatchRows rows)
    {
        foreach (var userId in userIds)
        {
            if (!_streams.TryGetValue(userId, out var stream))
            {
                return false;
            }

            rows.Streams.Add(userId, stream);
        }

        return true;
    }

    private bool TryAddPlaces(IReadOnlyCollection<Guid> messageIds, BatchRows rows)
    {
        foreach (var id in messageIds)
        {
            if (!_places.TryGetValue(id, out var known)
                || !rows.Conversations.ContainsKey(known.Place.ConversationId)
                || _conversations[known.Place.ConversationId].Past != known.Past)
            {
                return false;
            }

            rows.Marked.Add(id, known.Place);
        }

        return true;
    }

    /// <summary>A conversation as the last commit has left it.</summary>
    /// <param name="Row">null: a batch that failed may have changed it.</param>
    /// <param name="LastSeq"><c>seq</c> of its newest message.</param>
    /// <param name="LastMessageId">The id of that.</param>
    /// <param name="Past">A number that stays the same as long as no message of it can have gone.</param>
    private readonly record struct LastConversation(Conversation? Row, long LastSeq, Guid? LastMessageId, long Past)
    {
        public bool EndsLike(Conversation row) => LastSeq == row.LastSeq && LastMessageId == row.LastMessageId;
    }
}
