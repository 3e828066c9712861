using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;

namespace ChatApp.Infrastructure.Persistence.Messages.Batching;

/// <summary>
/// Conversations and streams as this node's last commit has left them. A batch that is decided on these needs no round trip for locks: it
/// is written only if every row is still so. For the batch writer's loop alone.
/// </summary>
/// <remarks>
/// Each kind of row is bounded in count: when it is full, it is emptied, and the next batches take locks again. A
/// batch changes these rows while it is decided, so those of a batch that failed have to be forgotten. The place of a message is believed as long as its conversation is
/// the object that it was kept with: a database that came back without its last commits may have another message there.
/// </remarks>
internal sealed class KnownRows
{
    /// <summary>Rows of each kind, of 200 bytes at most.</summary>
    internal const int MaxRows = 100_000;

    private readonly Dictionary<Guid, Conversation> _conversations = [];
    private readonly Dictionary<Guid, StreamCounter> _streams = [];
    private readonly Dictionary<Guid, (MessagePlace Place, Conversation KeptWith)> _places = [];

    /// <summary>The rows of a batch; null when one of them is not known. Earlier messages are not among them.</summary>
    public BatchRows? Find(BatchKeys keys)
    {
        var rows = new BatchRows();
        return TryAdd(_conversations, keys.ConversationIds, rows.Conversations)
            && TryAdd(_streams, keys.UserIds, rows.Streams)
            && TryAddPlaces(keys.MarkedMessageIds, rows)
            ? rows
            : null;
    }

    /// <summary>Keeps the rows of a batch that was committed, and the places of its messages, which are likely to be marked as read soon.</summary>
    public void Keep(BatchRows rows, WriteBatch batch)
    {
        foreach (var (id, conversation) in rows.Conversations)
        {
            Put(_conversations, id, conversation);
        }

        foreach (var (userId, stream) in rows.Streams)
        {
            Put(_streams, userId, stream);
        }

        foreach (var message in batch.Messages)
        {
            var place = new MessagePlace(message.ConversationId, message.Seq, message.SentByFirst);
            Put(_places, message.Id, (place, rows.Conversations[message.ConversationId]));
        }
    }

    /// <summary>Forgets the rows of a batch that was not committed.</summary>
    public void Forget(BatchKeys keys)
    {
        foreach (var id in keys.ConversationIds)
        {
            _conversations.Remove(id);
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

    private static bool TryAdd<TRow>(Dictionary<Guid, TRow> known, IReadOnlyCollection<Guid> ids, Dictionary<Guid, TRow> rows)
    {
        foreach (var id in ids)
        {
            if (!known.TryGetValue(id, out var row))
            {
                return false;
            }

            rows.Add(id, row);
        }

        return true;
    }

    private bool TryAddPlaces(IReadOnlyCollection<Guid> messageIds, BatchRows rows)
    {
        foreach (var id in messageIds)
        {
            if (!_places.TryGetValue(id, out var known)
                || !rows.Conversations.TryGetValue(known.Place.ConversationId, out var conversation)
                || !ReferenceEquals(conversation, known.KeptWith))
            {
                return false;
            }

            rows.Marked.Add(id, known.Place);
        }

        return true;
    }
}
