using ChatApp.Application.Writing;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;

namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// Conversations, members and streams as this node's last commit has left them, and positions of messages. A batch that
/// is decided on these needs no round trip for locks; the database confirms at the commit that they still hold. For the
/// batch writer's loop alone.
/// </summary>
/// <remarks>Each kind of row is bounded in count: when it is full, it is emptied, and the next batches take locks.</remarks>
internal sealed class RowCache
{
    /// <summary>Rows of each kind, of 200 bytes at most.</summary>
    internal const int MaxRows = 100_000;

    private readonly Dictionary<Guid, Conversation> _conversations = [];
    private readonly Dictionary<(Guid ConversationId, Guid UserId), Member> _members = [];
    private readonly Dictionary<Guid, StreamCounter> _streams = [];
    private readonly Dictionary<Guid, MessagePosition> _positions = [];

    /// <summary>The rows of a batch; null when one of them is not known. Repeats and whole messages never are.</summary>
    public WriteRows? Find(WriteKeys keys)
    {
        var rows = new WriteRows();
        return keys.MessageIds.Count == 0
            && TryAddConversations(keys.ConversationIds, rows)
            && TryAdd(_streams, keys.UserIds, rows.Streams)
            && TryAdd(_positions, keys.PositionIds, rows.Positions)
            ? rows
            : null;
    }

    /// <summary>
    /// Keeps the rows of a batch that was committed, and positions: of its messages, which are likely to be marked as
    /// read soon, and those that it has read.
    /// </summary>
    public void Keep(WriteRows rows, WriteBatch batch)
    {
        Put(_conversations, rows.Conversations);
        Put(_members, rows.Members);
        Put(_streams, rows.Streams);
        Put(_positions, rows.Positions);
        foreach (var change in batch.Conversations)
        {
            _conversations[change.Now.Id] = change.Now;
        }

        foreach (var change in batch.Members)
        {
            _members[(change.Now.ConversationId, change.Now.UserId)] = change.Now;
        }

        foreach (var change in batch.Streams)
        {
            _streams[change.Now.UserId] = change.Now;
        }

        foreach (var message in batch.NewMessages)
        {
            Put(_positions, message.Id, MessagePosition.Of(message));
        }
    }

    /// <summary>Forgets the rows of a batch, which may not be as the database has them.</summary>
    public void Forget(WriteKeys keys)
    {
        foreach (var id in keys.ConversationIds)
        {
            _conversations.Remove(id);
        }

        foreach (var id in keys.UserIds)
        {
            _streams.Remove(id);
        }

        foreach (var id in keys.PositionIds)
        {
            _positions.Remove(id);
        }
    }

    private static void Put<TKey, TRow>(Dictionary<TKey, TRow> cache, Dictionary<TKey, TRow> rows)
        where TKey : notnull
    {
        foreach (var (key, row) in rows)
        {
            Put(cache, key, row);
        }
    }

    private static void Put<TKey, TRow>(Dictionary<TKey, TRow> cache, TKey key, TRow row)
        where TKey : notnull
    {
        if (cache.Count >= MaxRows && !cache.ContainsKey(key))
        {
            cache.Clear();
        }

        cache[key] = row;
    }

    private static bool TryAdd<TRow>(
        Dictionary<Guid, TRow> cache, IReadOnlyCollection<Guid> ids, Dictionary<Guid, TRow> rows)
    {
        foreach (var id in ids)
        {
            if (!cache.TryGetValue(id, out var row))
            {
                return false;
            }

            rows.Add(id, row);
        }

        return true;
    }

    private bool TryAddConversations(IReadOnlyCollection<Guid> ids, WriteRows rows)
    {
        foreach (var id in ids)
        {
            if (!_conversations.TryGetValue(id, out var conversation))
            {
                return false;
            }

            rows.Conversations.Add(id, conversation);
            var (first, second) = (conversation.FirstUserId, conversation.SecondUserId);
            if (!TryAddMember(id, first, rows) || (second != first && !TryAddMember(id, second, rows)))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryAddMember(Guid conversationId, Guid userId, WriteRows rows) =>
        _members.TryGetValue((conversationId, userId), out var member)
        && rows.Members.TryAdd((conversationId, userId), member);
}
