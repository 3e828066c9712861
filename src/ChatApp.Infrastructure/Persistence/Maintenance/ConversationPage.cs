using ChatApp.Application.Maintenance;

namespace ChatApp.Infrastructure.Persistence.Maintenance;

/// <summary>
/// A page of conversations with all that refers to ids in its range: so a message whose conversation is missing is
/// found too.
/// </summary>
internal sealed class ConversationPage(ChatDbContext context, Guid after, int size)
{
    /// <returns>The conversations, and the end of the range; null at the end of the table.</returns>
    public async Task<(IReadOnlyList<InspectedConversation> Items, Guid? Last)> ReadAsync(
        CancellationToken cancellationToken)
    {
        var rows = await context.Conversations.AsNoTracking().Where(row => row.Id > after).OrderBy(row => row.Id)
            .Take(size).ToListAsync(cancellationToken);
        var isLast = rows.Count < size;
        var last = isLast ? Guid.AllBitsSet : rows[^1].Id;
        var members = (await context.Members.AsNoTracking()
            .Where(row => row.ConversationId > after && row.ConversationId <= last)
            .ToListAsync(cancellationToken)).ToLookup(row => row.ConversationId);
        var scans = rows.ToDictionary(row => row.Id, row => new MessageScan(row, members[row.Id]));
        var leftovers = await ReadMessagesAsync(scans, last, cancellationToken);

        var items = new List<InspectedConversation>();
        foreach (var row in rows)
        {
            var scan = scans[row.Id];
            var mentioned = scan.Newest == row.LastSeq
                ? 0
                : await FindNewestMentionedAsync(row, scan.Newest, cancellationToken);
            items.Add(new InspectedConversation(row.Id, row, [.. members[row.Id]], scan, 0, mentioned));
        }

        foreach (var id in members.Select(group => group.Key).Union(leftovers.Keys).Where(id => !scans.ContainsKey(id)))
        {
            items.Add(new InspectedConversation(
                id, null, [.. members[id]], null, leftovers.GetValueOrDefault(id), NewestMentioned: 0));
        }

        return (items, isLast ? null : last);
    }

    // The greatest seq after a message that an event of the conversation's users mentions. This reads the users'
    // streams, so it is asked only where the end of a conversation is wrong, and not under the locks of writers.
    private async Task<long> FindNewestMentionedAsync(
        Conversation conversation, long after, CancellationToken cancellationToken)
    {
        Guid[] userIds = [.. conversation.Pair.Users];
        return await context.Events
            .Where(row => userIds.Contains(row.UserId) && row.ConversationId == conversation.Id && row.Seq > after)
            .MaxAsync(row => row.Seq, cancellationToken) ?? 0;
    }

    private async Task<Dictionary<Guid, long>> ReadMessagesAsync(
        Dictionary<Guid, MessageScan> scans, Guid last, CancellationToken cancellationToken)
    {
        var leftovers = new Dictionary<Guid, long>();
        var messages = context.Messages
            .Where(row => row.ConversationId > after && row.ConversationId <= last)
            .OrderBy(row => row.ConversationId).ThenBy(row => row.Seq)
            .Select(row => new
            {
                row.ConversationId,
                row.RecipientId,
                Message = new CountedMessage(row.Id, row.Seq, row.SenderId, row.SentByFirst, row.CreatedAt),
            });
        await foreach (var row in messages.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (scans.TryGetValue(row.ConversationId, out var scan))
            {
                scan.Add(row.Message, row.RecipientId);
            }
            else
            {
                leftovers[row.ConversationId] = leftovers.GetValueOrDefault(row.ConversationId) + 1;
            }
        }

        return leftovers;
    }
}
