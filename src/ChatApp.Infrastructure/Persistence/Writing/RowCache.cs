namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// Rows as the last commits of this node left them. A batch that is decided on these needs no locks; at the commit the
/// database confirms the rows that change. Used only by the batch writer's loop.
/// </summary>
internal sealed class RowCache
{
    // Of each kind, with at most 200 bytes each; twice as many members.
    internal const int MaxRows = 100_000;

    private readonly BoundedCache<Guid, Conversation> _conversations = new(MaxRows);
    private readonly BoundedCache<(Guid ConversationId, Guid UserId), Member> _members = new(2 * MaxRows);
    private readonly BoundedCache<Guid, StreamCounter> _streams = new(MaxRows);
    private readonly PositionCache _positions = new();

    /// <summary>Null if a row is missing. Repeats and whole messages are never cached.</summary>
    public WriteRows? Find(WriteKeys keys)
    {
        var rows = new WriteRows();
        return keys.MessageIds.Count == 0
            && TryAddConversations(keys.ConversationIds, rows)
            && TryAdd(_streams, keys.UserIds, rows.Streams)
            && TryAddPositions(keys.PositionIds, rows)
            ? rows
            : null;
    }

    /// <summary>Caches rows that were read under locks, and the changes of their batch.</summary>
    public void Keep(WriteRows rows, WriteBatch batch)
    {
        Keep(_conversations, rows.Conversations);
        Keep(_members, rows.Members);
        Keep(_streams, rows.Streams);
        foreach (var position in rows.Positions.Values)
        {
            _positions.Set(position);
        }

        Keep(batch);
    }

    /// <summary>Caches changed rows, and positions of new messages.</summary>
    public void Keep(WriteBatch batch)
    {
        Keep(_conversations, batch.Conversations, static row => row.Id);
        Keep(_members, batch.Members, static row => (row.ConversationId, row.UserId));
        Keep(_streams, batch.Streams, static row => row.UserId);
        foreach (var message in batch.NewMessages)
        {
            _positions.Set(MessagePosition.Of(message));
        }
    }

    public void Forget(WriteKeys keys)
    {
        Forget(_conversations, keys.ConversationIds);
        Forget(_streams, keys.UserIds);
        foreach (var id in keys.PositionIds)
        {
            _positions.Remove(id);
        }
    }

    private static void Forget<TRow>(BoundedCache<Guid, TRow> cache, IReadOnlyCollection<Guid> ids)
    {
        foreach (var id in ids)
        {
            cache.Remove(id);
        }
    }

    private static void Keep<TKey, TRow>(
        BoundedCache<TKey, TRow> cache, IReadOnlyCollection<Change<TRow>> changes, Func<TRow, TKey> keyOf)
        where TKey : notnull
    {
        foreach (var change in changes)
        {
            cache.Set(keyOf(change.Now), change.Now);
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

    private bool TryAddPositions(IReadOnlyCollection<Guid> ids, WriteRows rows)
    {
        foreach (var id in ids)
        {
            if (!_positions.TryGetValue(id, out var position))
            {
                return false;
            }

            rows.Positions.Add(id, position);
        }

        return true;
    }

    private bool TryAddMember(Guid conversationId, Guid userId, WriteRows rows) =>
        _members.TryGetValue((conversationId, userId), out var member)
        && rows.Members.TryAdd((conversationId, userId), member);
}
