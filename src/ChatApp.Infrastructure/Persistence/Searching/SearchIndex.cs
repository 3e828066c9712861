using ChatApp.Application.Search;
using ChatApp.Infrastructure.Persistence.Reading;

namespace ChatApp.Infrastructure.Persistence.Searching;

/// <summary>Takes events of users' streams into the search index. Thread-safe, also over nodes.</summary>
/// <remarks>
/// The event log is the queue: sending writes nothing more. A batch reads messages as they are now, so taking in an
/// event twice does no harm, and an edit or a deletion is one more event of the same message.
/// </remarks>
internal sealed class SearchIndex(IDbContextFactory<ChatDbContext> contexts, ISearchDocuments documents)
{
    private static readonly short Sent = new MessageSentKind().Number;
    private static readonly short Edited = new MessageEditedKind().Number;
    private static readonly short Deleted = new MessageDeletedKind().Number;

    // The count comes first, and what the index knows is a query for each row, so that PostgreSQL looks up each row by
    // its key whatever it knows about the tables.
    private readonly Func<ChatDbContext, Guid, long, long, int, IAsyncEnumerable<IndexedEvent>> _events =
        EF.CompileAsyncQuery((ChatDbContext context, Guid userId, long streamId, long after, int count) =>
            from row in context.Events.Where(row => row.UserId == userId && row.Number > after)
                .OrderBy(row => row.Number).Take(count)
            where row.Kind == Sent || row.Kind == Edited || row.Kind == Deleted
            join message in context.Messages
                on new { row.ConversationId, row.Seq }
                equals new { ConversationId = (Guid?)message.ConversationId, Seq = (long?)message.Seq }
            orderby row.Number
            select new IndexedEvent(
                context.Set<SearchDocumentRow>()
                    .Where(known => known.StreamId == streamId && known.MessageId == message.Id)
                    .Select(known => (long?)known.Number).FirstOrDefault() ?? row.Number,
                message.Id,
                message.ConversationId,
                message.Content));

    /// <summary>Events that one call takes in at most.</summary>
    public int BatchSize => documents.BatchSize;

    /// <summary>Finds users with events that are not in the index, in the order of their ids.</summary>
    /// <param name="after">Only users after this one.</param>
    /// <param name="count">How many users to look at.</param>
    /// <returns>The users, and the last one that was looked at; null at the end.</returns>
    public async Task<(IReadOnlyList<UnindexedTail> Tails, Guid? Last)> FindTailsAsync(
        Guid after, int count, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var streams = await (
            from stream in context.Streams.Where(stream => stream.UserId > after)
                .OrderBy(stream => stream.UserId).Take(count)
            join row in context.Set<SearchStreamRow>() on stream.UserId equals row.UserId into rows
            from row in rows.DefaultIfEmpty()
            orderby stream.UserId
            select new UnindexedTail(stream.UserId, (long?)row.Indexed ?? 0, stream.Head))
            .ToListAsync(cancellationToken);
        return (streams.FindAll(stream => stream.Length > 0), streams.LastOrDefault()?.UserId);
    }

    /// <summary>Takes in the oldest events of some streams, as one transaction.</summary>
    /// <param name="userIds">Whose streams.</param>
    /// <param name="count">Number of events of each.</param>
    /// <returns>Whether this call committed; otherwise another node, or another call, did.</returns>
    public async Task<bool> IndexAsync(
        IReadOnlyList<Guid> userIds, int count, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        try
        {
            var streams = await OpenAsync(context, userIds, cancellationToken);
            var heads = await context.Streams.AsNoTracking().Where(stream => userIds.Contains(stream.UserId))
                .ToDictionaryAsync(stream => stream.UserId, stream => stream.Head, cancellationToken);
            var batch = new List<SearchDocument>();
            foreach (var stream in streams)
            {
                var last = Math.Min(stream.Indexed + count, heads[stream.UserId]);
                batch.AddRange(await ReadAsync(context, stream, last, cancellationToken));
                stream.Indexed = last;
            }

            // The positions come first: a call that has lost the race ends before its larger part.
            return await context.WriteInTransactionAsync(
                async cancellation =>
                {
                    await context.SaveChangesAsync(cancellation);
                    await documents.WriteAsync(context, batch, cancellation);
                    return true;
                },
                cancellationToken);
        }
        catch (DbUpdateException exception)
            when (exception is DbUpdateConcurrencyException || DatabaseFailure.IsUniqueViolation(exception))
        {
            return false;
        }
    }

    private static async Task<List<SearchStreamRow>> OpenAsync(
        ChatDbContext context, IReadOnlyList<Guid> userIds, CancellationToken cancellationToken)
    {
        var streams = await context.Set<SearchStreamRow>().Where(stream => userIds.Contains(stream.UserId))
            .OrderBy(stream => stream.Id).ToListAsync(cancellationToken);
        var added = userIds.Except(streams.Select(stream => stream.UserId))
            .Select(userId => new SearchStreamRow { UserId = userId }).ToList();
        if (added.Count > 0)
        {
            context.AddRange(added);
            await context.SaveChangesAsync(cancellationToken);
        }

        return [.. streams, .. added];
    }

    private async Task<IEnumerable<SearchDocument>> ReadAsync(
        ChatDbContext context, SearchStreamRow stream, long last, CancellationToken cancellationToken)
    {
        // The first event of a message here has its number, unless the index had the message before.
        var found = new Dictionary<Guid, SearchDocument>();
        var count = (int)(last - stream.Indexed);
        var events = _events(context, stream.UserId, stream.Id, stream.Indexed, count);
        await foreach (var row in events.WithCancellation(cancellationToken))
        {
            found.TryAdd(
                row.MessageId,
                new SearchDocument(stream.Id, row.MessageId, row.Number, TokensOf(stream.Id, row)));
        }

        return found.Values;
    }

    private static string TokensOf(long streamId, IndexedEvent row)
    {
        // A deleted message has no text.
        if (row.Content.Length == 0)
        {
            return "";
        }

        var prefix = SearchKeys.PrefixOf(streamId, SearchKeys.SliceOf(row.Number));
        return string.Join(
            ' ',
            SearchText.TokensOf(row.Content).Append(SearchKeys.TokenOf(row.ConversationId))
                .Select(token => prefix + token));
    }

    private sealed record IndexedEvent(long Number, Guid MessageId, Guid ConversationId, string Content)
        : SensitiveRecord;
}

/// <summary>The events of a stream that are not in the index yet.</summary>
internal sealed record UnindexedTail(Guid UserId, long Indexed, long Head)
{
    public long Length => Head - Indexed;
}

/// <summary>Writes the search index.</summary>
internal interface ISearchDocuments
{
    /// <summary>Events that one transaction takes in.</summary>
    int BatchSize { get; }

    /// <summary>Adds or replaces those messages that exist, within the context's transaction.</summary>
    Task WriteAsync(
        ChatDbContext context, IReadOnlyList<SearchDocument> documents, CancellationToken cancellationToken);

    /// <summary>Removes messages within the context's transaction.</summary>
    /// <param name="context">The context.</param>
    /// <param name="streamIds">The streams, as the index calls them.</param>
    /// <param name="messageIds">The messages.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    Task RemoveAsync(
        ChatDbContext context,
        IReadOnlyList<long> streamIds,
        IReadOnlyList<Guid> messageIds,
        CancellationToken cancellationToken);
}

/// <summary>A message for the index of one user.</summary>
/// <param name="Tokens">Its tokens with spaces between them; empty if it was deleted.</param>
internal sealed record SearchDocument(long StreamId, Guid MessageId, long Number, string Tokens) : SensitiveRecord;
