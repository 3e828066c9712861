namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// Conversations, members and streams as the last commits of this node left them, and message positions. A batch that
/// is decided on these needs no round trip for locks; at the commit the database confirms the rows that change. A batch
/// without changes is answered from here. Used only by the batch writer's loop.
/// </summary>
internal sealed class RowCache
{
    /// <summary>Maximum number of rows of each kind, with at most 200 bytes each; twice as many members.</summary>
    internal const int MaxRows = 100_000;

    private readonly BoundedCache<Guid, Conversation> _conversations = new(MaxRows);
    private readonly BoundedCache<(Guid ConversationId, Guid UserId), Member> _members = new(2 * MaxRows);
    private readonly BoundedCache<Guid, StreamCounter> _streams = new(MaxRows);
    private readonly BoundedCache<Guid, MessagePosition> _positions = new(MaxRows);

    /// <summary>
    /// Finds the rows of a batch; null if one is missing. Repeats and whole messages are never cached.
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

    /// <summary>
    /// Caches rows that were read under locks, with the changes of the batch that was decided on them.
    /// </summary>
    public void Keep(WriteRows rows, WriteBatch batch)
    {
        Keep(_conversations, rows.Conversations);
        Keep(_members, rows.Members);
        Keep(_streams, rows.Streams);
        Keep(_positions, rows.Positions);
        Keep(batch);
    }

    /// <summary>
    /// Caches the rows that a batch has changed, and the positions of its messages, which users are likely to mark as
    /// read soon.
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

    /// <summary>Removes the rows of a batch, which may be stale.</summary>
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
