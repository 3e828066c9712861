using ChatApp.Application.Writing;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;

namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// Conversations, members and streams as this node's last commit has left them, and positions of messages. A batch that
/// is decided on these needs no round trip for locks; the database confirms at the commit that they still hold. For the
/// batch writer's loop alone.
/// </summary>
internal sealed class RowCache
{
    /// <summary>Most rows of each kind, of 200 bytes at most.</summary>
    internal const int MaxRows = 100_000;

    private readonly BoundedCache<Guid, Conversation> _conversations = new(MaxRows);
    private readonly BoundedCache<(Guid ConversationId, Guid UserId), Member> _members = new(2 * MaxRows);
    private readonly BoundedCache<Guid, StreamCounter> _streams = new(MaxRows);
    private readonly BoundedCache<Guid, MessagePosition> _positions = new(MaxRows);

    /// <summary>
    /// The rows of a batch; null when one of them is not known. Repeats and whole messages are never known here.
    /// </summary>
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

    /// <summary>Keeps rows that were read under locks, as the batch that was decided on them has left them.</summary>
    public void Keep(WriteRows rows, WriteBatch batch)
    {
        Keep(_conversations, rows.Conversations);
        Keep(_members, rows.Members);
        Keep(_streams, rows.Streams);
        Keep(_positions, rows.Positions);
        Keep(batch);
    }

    /// <summary>
    /// Keeps what a batch has changed, and the positions of its messages, which are likely to be marked as read soon.
    /// </summary>
    public void Keep(WriteBatch batch)
    {
        foreach (var change in batch.Conversations)
        {
            _conversations.Set(change.Now.Id, change.Now);
        }

        foreach (var change in batch.Members)
        {
            _members.Set((change.Now.ConversationId, change.Now.UserId), change.Now);
        }

        foreach (var change in batch.Streams)
        {
            _streams.Set(change.Now.UserId, change.Now);
        }

        foreach (var message in batch.NewMessages)
        {
            _positions.Set(message.Id, MessagePosition.Of(message));
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

    private static void Keep<TKey, TRow>(BoundedCache<TKey, TRow> cache, Dictionary<TKey, TRow> rows)
        where TKey : notnull
    {
        foreach (var (key, row) in rows)
        {
            cache.Set(key, row);
        }
    }

    private static bool TryAdd<TRow>(
        BoundedCache<Guid, TRow> cache, IReadOnlyCollection<Guid> ids, Dictionary<Guid, TRow> rows)
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
