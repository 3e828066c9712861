using ChatApp.Infrastructure.Diagnostics;
using ChatApp.Infrastructure.Persistence.Searching;
using MediatR;

namespace ChatApp.Infrastructure.Persistence.Retention;

/// <summary>
/// Deletes old messages from the start of each conversation, with their entries in the search index. The newest message
/// stays, for the list; it loses its text as if its sender had deleted it.
/// </summary>
/// <remarks>
/// A conversation is left for a later run while a stream of its users has events that are as old as its messages: a
/// device that reads such an event would miss its message without being told.
/// </remarks>
internal sealed class MessagePurge(
    IDbContextFactory<ChatDbContext> contexts, ISearchDocuments documents, ISender sender, ChatMetrics metrics)
{
    /// <summary>Messages that one transaction deletes. With SQLite, senders wait meanwhile.</summary>
    internal const int BatchSize = 100;

    private const int ConversationsAtOnce = 100;

    /// <summary>Goes around all conversations once.</summary>
    /// <param name="before">Messages that are older than this are deleted.</param>
    /// <param name="pace">The pace of the run.</param>
    /// <param name="cancellationToken">Ends the run after the current step.</param>
    /// <returns>The number of deleted messages.</returns>
    public async Task<long> RunAsync(DateTimeOffset before, RetentionPace pace, CancellationToken cancellationToken)
    {
        var deleted = 0L;
        for (Guid? after = Guid.Empty; after is { } last;)
        {
            var ages = await pace.StepAsync(() => ReadAsync(last, cancellationToken), cancellationToken);
            foreach (var age in ages.Where(age => age.IsOlderThan(before)))
            {
                deleted += await PurgeAsync(age, before, pace, cancellationToken);
            }

            after = ages.Count == ConversationsAtOnce ? ages[^1].Id : null;
        }

        return deleted;
    }

    private async Task<long> PurgeAsync(
        ConversationAge conversation, DateTimeOffset before, RetentionPace pace, CancellationToken cancellationToken)
    {
        if (!await pace.StepAsync(() => AreEventsGoneAsync(conversation, before, cancellationToken), cancellationToken))
        {
            return 0;
        }

        long deleted = 0, count;
        do
        {
            count = await pace.StepAsync(() => DeleteAsync(conversation, before, cancellationToken), cancellationToken);
            metrics.RowsPurged("messages", count);
            deleted += count;
        }
        while (count == BatchSize);
        await pace.StepAsync(() => EraseNewestAsync(conversation, before, cancellationToken), cancellationToken);
        return deleted;
    }

    private async Task<List<ConversationAge>> ReadAsync(Guid after, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await ConversationAge.Of(
            context,
            context.Conversations.Where(row => row.Id > after).OrderBy(row => row.Id).Take(ConversationsAtOnce))
            .ToListAsync(cancellationToken);
    }

    private async Task<bool> AreEventsGoneAsync(
        ConversationAge conversation, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var streams = context.Streams.Where(stream => conversation.UserIds.Contains(stream.UserId));
        return !(await StreamAge.Of(context, streams).ToListAsync(cancellationToken))
            .Exists(stream => stream.IsOlderThan(before));
    }

    private async Task<long> DeleteAsync(
        ConversationAge conversation, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var oldest = await context.Messages
            .Where(message => message.ConversationId == conversation.Id && message.Seq < conversation.LastSeq)
            .OrderBy(message => message.Seq)
            .Take(BatchSize)
            .Select(message => new { message.Id, message.Seq, message.SentByFirst, message.CreatedAt })
            .ToListAsync(cancellationToken);
        var old = oldest.TakeWhile(message => message.CreatedAt < before).ToList();
        if (old.Count == 0)
        {
            return 0;
        }

        var (seq, sentByFirst) = (old[^1].Seq, old[^1].SentByFirst);
        return await context.WriteInTransactionAsync(
            async cancellation =>
            {
                await RemoveFromIndexAsync(context, conversation, old.ConvertAll(message => message.Id), cancellation);

                // The lock of writers, held until the commit, without a change: nobody has to decide again.
                await context.Conversations.Where(row => row.Id == conversation.Id).ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.LastSeq, row => row.LastSeq), cancellation);

                // Counts of unread messages depend on the read mark. The peer must not take it for reading. One
                // statement, since a mark may move without the lock of the conversation.
                await context.Members.Where(row => row.ConversationId == conversation.Id && row.ReadSeq < seq)
                    .ExecuteUpdateAsync(
                        set => set.SetProperty(row => row.ShownReadSeq, row => row.ShownReadSeq ?? row.ReadSeq)
                            .SetProperty(row => row.ReadSeq, seq)
                            .SetProperty(row => row.ReadSentByFirst, sentByFirst),
                        cancellation);
                return await context.Messages
                    .Where(message => message.ConversationId == conversation.Id && message.Seq <= seq)
                    .ExecuteDeleteAsync(cancellation);
            },
            cancellationToken);
    }

    // The indexer locks the same rows before it writes, and then writes only messages that exist.
    private async Task RemoveFromIndexAsync(
        ChatDbContext context,
        ConversationAge conversation,
        IReadOnlyList<Guid> messageIds,
        CancellationToken cancellationToken)
    {
        var streamIds = await context.Set<SearchStreamRow>().Where(row => conversation.UserIds.Contains(row.UserId))
            .OrderBy(row => row.Id).Select(row => row.Id).ToListAsync(cancellationToken);
        foreach (var streamId in streamIds)
        {
            await context.Set<SearchStreamRow>().Where(row => row.Id == streamId).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.Indexed, row => row.Indexed), cancellationToken);
        }

        await documents.RemoveAsync(context, streamIds, messageIds, cancellationToken);
    }

    // Through the writer, as its sender would: devices, unread counts and the search index learn of it.
    private async Task<bool> EraseNewestAsync(
        ConversationAge conversation, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var newest = await context.Messages.AsNoTracking()
            .Where(message => message.ConversationId == conversation.Id && message.Seq == conversation.LastSeq
                && message.CreatedAt < before && message.DeletedAt == null)
            .Select(message => new DeleteMessage(message.SenderId, message.Id))
            .SingleOrDefaultAsync(cancellationToken);
        if (newest is null)
        {
            return false;
        }

        var erased = await sender.Send(newest, cancellationToken);
        return erased is { IsSuccess: false, Error.Kind: ErrorKind.Unavailable }
            ? throw new TimeoutException("The writer of conversations cannot take more writes now.")
            : true;
    }
}
