using ChatApp.Application.Search;
using ChatApp.Infrastructure.Persistence.Reading;

namespace ChatApp.Infrastructure.Persistence.Searching;

/// <summary>
/// Reads the search index and, for what it does not have yet, the end of the caller's stream. Each message is compared
/// with the words as it is now, so an old entry of the index finds nothing. Thread-safe.
/// </summary>
internal sealed class MessageSearch(
    IDbContextFactory<ChatDbContext> contexts, IPreparedReads reads, SearchIndex index) : IMessageSearch
{
    // Reading so many takes about 0.2 s. If more are missing in the index, the search first takes them in.
    internal const int MaxTail = 20_000;

    // About four million events in one statement.
    private const int SlicesAtOnce = 256;

    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private static readonly short Sent = new MessageSentKind().Number;
    private static readonly short Edited = new MessageEditedKind().Number;

    private readonly Func<ChatDbContext, Guid, CancellationToken, Task<IndexState?>> _state = EF.CompileAsyncQuery(
        (ChatDbContext context, Guid userId, CancellationToken _) => (
            from stream in context.Streams
            where stream.UserId == userId
            join row in context.Set<SearchStreamRow>() on stream.UserId equals row.UserId into rows
            from row in rows.DefaultIfEmpty()
            select new IndexState((long?)row.Id ?? 0, (long?)row.Indexed ?? 0, stream.Head)).SingleOrDefault());

    private readonly Func<ChatDbContext, long, Guid, CancellationToken, Task<long?>> _number = EF.CompileAsyncQuery(
        (ChatDbContext context, long streamId, Guid messageId, CancellationToken _) => context.Set<SearchDocumentRow>()
            .Where(row => row.StreamId == streamId && row.MessageId == messageId)
            .Select(row => (long?)row.Number).SingleOrDefault());

    private readonly Func<ChatDbContext, Guid, long, long, long, IAsyncEnumerable<TailRow>> _tail =
        EF.CompileAsyncQuery((ChatDbContext context, Guid userId, long streamId, long after, long last) =>
            from row in context.Events
                .Where(row => row.UserId == userId && row.Number > after && row.Number <= last)
                .OrderBy(row => row.Number).Take(MaxTail)
            where row.Kind == Sent || row.Kind == Edited
            join message in context.Messages.AsNoTracking()
                on new { row.ConversationId, row.Seq }
                equals new { ConversationId = (Guid?)message.ConversationId, Seq = (long?)message.Seq }
            join sender in context.Users on message.SenderId equals sender.Id
            select new TailRow(
                row.Kind == Sent
                    ? (long?)row.Number
                    : context.Set<SearchDocumentRow>()
                        .Where(known => known.StreamId == streamId && known.MessageId == message.Id)
                        .Select(known => (long?)known.Number).FirstOrDefault(),
                message,
                sender.Username));

    public async Task<Result<Page<MessageDto>>> FindAsync(
        Guid userId,
        SearchTerms terms,
        Guid? conversationId,
        Guid? before,
        int limit,
        CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(MaxTime);
        try
        {
            var search = new Search(userId, terms, conversationId, before, limit + 1);
            return await FindAsync(search, deadline.Token) is { } found
                ? Page<MessageDto>.FromOneMore(found, limit)
                : MessageErrors.MessageNotFound;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Error.Unavailable(RetryAfter);
        }
    }

    private async Task<List<MessageDto>?> FindAsync(Search search, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var state = await CatchUpAsync(context, search.UserId, cancellationToken);
        var (found, position) = await ReadTailAsync(context, search, state, cancellationToken);
        if (search.Before is { } before && position is null)
        {
            position = await _number(context, state.StreamId, before, cancellationToken);
            if (position is null)
            {
                return null;
            }
        }

        var end = position ?? long.MaxValue;
        var matches = found.Values.Where(match => match.Number < end).ToDictionary(match => match.Message.Id);
        await ReadIndexAsync(matches, search, state, end, cancellationToken);
        return
        [
            .. matches.Values.OrderByDescending(match => match.Number).Take(search.Wanted)
                .Select(match => match.Message),
        ];
    }

    /// <summary>Takes in events until the rest can be read by each search.</summary>
    private async Task<IndexState> CatchUpAsync(
        ChatDbContext context, Guid userId, CancellationToken cancellationToken)
    {
        var state = await _state(context, userId, cancellationToken) ?? new IndexState(0, 0, 0);
        while (state.Head - state.Indexed > MaxTail)
        {
            await index.IndexAsync([userId], index.BatchSize, cancellationToken);
            state = (await _state(context, userId, cancellationToken))!;
        }

        return state;
    }

    /// <summary>Also finds the number of <see cref="Search.Before"/>, if it is there.</summary>
    private async Task<(Dictionary<Guid, FoundMessage> Found, long? Position)> ReadTailAsync(
        ChatDbContext context, Search search, IndexState state, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Guid, FoundMessage>();
        long? position = null;
        var rows = _tail(context, search.UserId, state.StreamId, state.Indexed, state.Head);
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            position ??= row.Message.Id == search.Before ? row.Number : null;
            if (row.Number is { } number && search.Matches(row.Message.ConversationId, row.Message.Content))
            {
                found[row.Message.Id] = new FoundMessage(number, MessageDto.From(row.Message, row.Username));
            }
        }

        return (found, position);
    }

    private async Task ReadIndexAsync(
        Dictionary<Guid, FoundMessage> matches,
        Search search,
        IndexState state,
        long end,
        CancellationToken cancellationToken)
    {
        if (state.StreamId == 0)
        {
            return;
        }

        var (before, left) = (end, search.Wanted);
        foreach (var slices in SlicesUpTo(Math.Min(end, state.Indexed)).Chunk(SlicesAtOnce))
        {
            List<FoundMessage> candidates;
            do
            {
                candidates = await reads.FindInIndexAsync(
                    new IndexRange(state.StreamId, slices, search.Tokens, before, search.Wanted), cancellationToken);
                foreach (var candidate in candidates)
                {
                    before = candidate.Number;
                    if (search.Matches(candidate.Message.ConversationId, candidate.Message.Content))
                    {
                        matches.TryAdd(candidate.Message.Id, candidate);
                        left--;
                    }
                }

                if (left <= 0)
                {
                    return;
                }
            }
            while (candidates.Count == search.Wanted);
        }
    }

    private static IEnumerable<long> SlicesUpTo(long number)
    {
        for (var slice = SearchKeys.SliceOf(number); slice >= 0; slice--)
        {
            yield return slice;
        }
    }

    /// <param name="StreamId">0 if nothing was indexed yet.</param>
    private sealed record IndexState(long StreamId, long Indexed, long Head);

    private sealed record TailRow(long? Number, Message Message, string Username);

    private sealed record Search(Guid UserId, SearchTerms Terms, Guid? ConversationId, Guid? Before, int Wanted)
    {
        public IReadOnlyList<SearchToken> Tokens { get; } = ConversationId is { } id
            ? [.. Terms.Tokens, new SearchToken(SearchKeys.TokenOf(id), IsPrefix: false)]
            : Terms.Tokens;

        public bool Matches(Guid conversationId, string content) =>
            (ConversationId is null || ConversationId == conversationId) && Terms.Match(content);
    }
}
