using ChatApp.Application.Maintenance;
using ChatApp.Domain;

namespace ChatApp.Infrastructure.Persistence.Maintenance;

/// <summary>
/// Corrects counters within a transaction. It locks the rows as writers do, conversations before streams, by an update
/// that both databases understand, and decides on what it then reads.
/// </summary>
internal static class Correction
{
    public static async Task<IReadOnlyList<Flaw>> CorrectConversationAsync(
        ChatDbContext context, Guid conversationId, long newestMentioned, CancellationToken cancellationToken)
    {
        // A node that remembers the conversation notices the revision, and decides on the rows again.
        await context.Conversations.Where(row => row.Id == conversationId).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Revision, row => row.Revision + 1), cancellationToken);
        var conversation = await context.Conversations.SingleAsync(row => row.Id == conversationId, cancellationToken);
        foreach (var userId in conversation.Pair.Users)
        {
            await LockStreamAsync(context, userId, cancellationToken);
        }

        var members = await context.Members.Where(row => row.ConversationId == conversationId)
            .ToListAsync(cancellationToken);
        var kept = await ReadKeptAsync(context, conversationId, newestMentioned, members, cancellationToken);
        var flaws = CounterCheck.Correct(conversation, members, kept);
        await context.SaveChangesAsync(cancellationToken);
        return flaws;
    }

    public static async Task<IReadOnlyList<Flaw>> CorrectStreamAsync(
        ChatDbContext context, Guid userId, long lastMissing, CancellationToken cancellationToken)
    {
        await LockStreamAsync(context, userId, cancellationToken);
        var stream = await context.Streams.SingleAsync(row => row.UserId == userId, cancellationToken);
        var newest = await context.Events.Where(row => row.UserId == userId)
            .MaxAsync(row => (long?)row.Number, cancellationToken) ?? 0;
        List<Flaw> flaws = [.. StreamCheck.Correct(stream, newest, lastMissing)];
        var index = await context.Set<SearchStreamRow>()
            .SingleOrDefaultAsync(row => row.UserId == userId, cancellationToken);
        var wrong = SearchPosition.Check(index?.Indexed, stream.Head).ToList();
        if (wrong.Count > 0)
        {
            index!.Indexed = 0;
            flaws.AddRange(wrong);
        }

        await context.SaveChangesAsync(cancellationToken);
        return flaws;
    }

    private static Task<int> LockStreamAsync(
        ChatDbContext context, Guid userId, CancellationToken cancellationToken) =>
        context.Streams.Where(row => row.UserId == userId).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Head, row => row.Head), cancellationToken);

    private static async Task<KeptMessages> ReadKeptAsync(
        ChatDbContext context,
        Guid conversationId,
        long newestMentioned,
        List<Member> members,
        CancellationToken cancellationToken)
    {
        var messages = context.Messages.AsNoTracking().Where(row => row.ConversationId == conversationId);
        var newest = await NewestAsync(messages);
        var around = new Dictionary<long, (CountedMessage? Before, CountedMessage? After)>();
        foreach (var mark in members.Select(member => Math.Max(0, member.ReadSeq)).Append(0).Distinct())
        {
            around[mark] = (
                await NewestAsync(messages.Where(row => row.Seq <= mark)),
                await Counted(messages.Where(row => row.Seq > mark).OrderBy(row => row.Seq))
                    .FirstOrDefaultAsync(cancellationToken));
        }

        return new KeptMessages(newest, newestMentioned, around);

        Task<CountedMessage?> NewestAsync(IQueryable<Message> rows) =>
            Counted(rows.OrderByDescending(row => row.Seq)).FirstOrDefaultAsync(cancellationToken);
    }

    private static IQueryable<CountedMessage> Counted(IQueryable<Message> rows) => rows.Select(row =>
        new CountedMessage(row.Id, row.Seq, row.SenderId, row.SentByFirst, row.CreatedAt));
}
