namespace ChatApp.Infrastructure.Persistence.Reading;

/// <summary>Reads the conversation list.</summary>
/// <remarks>
/// A page is one range of the index of a user's conversations by minute. Within a minute the exact time decides. The
/// query first finds the minute in which the page ends; without that bound the database may read and sort all older
/// rows of the user. An unread count is the number of messages that the other user has sent, less the number sent up to
/// the read mark, both of which are stored, less the deleted ones after the mark, which a small index finds. The query
/// is compiled once and must therefore be one expression. Building it from parts at each call cost about twice as much
/// as the rest of a page.
/// </remarks>
internal sealed class ConversationStore(IDbContextFactory<ChatDbContext> contexts) : IConversationStore
{
    // The start of the first page, newer than every conversation.
    private static readonly ConversationPosition Newest = new(DateTimeOffset.MaxValue, Guid.Empty);

    // The comparisons of minutes bound the index range; the comparison after them excludes rows of the first minute.
    private readonly
        Func<ChatDbContext, Guid, DateTimeOffset, DateTimeOffset, Guid, int, IAsyncEnumerable<ConversationDto>>
        _page = EF.CompileAsyncQuery(
            (ChatDbContext context, Guid userId, DateTimeOffset minute, DateTimeOffset at, Guid id, int limit) => (
                from mine in context.Members
                where mine.UserId == userId
                    && mine.ListedMinute <= minute
                    && mine.ListedMinute >= ((
                        from other in context.Members
                        where other.UserId == userId && other.ListedMinute <= minute
                        join older in context.Conversations on other.ConversationId equals older.Id
                        where older.LastAt < at || (older.LastAt == at && older.Id.CompareTo(id) < 0)
                        orderby other.ListedMinute descending
                        select other.ListedMinute).Skip(limit).FirstOrDefault() ?? DateTimeOffset.UnixEpoch)
                join conversation in context.Conversations on mine.ConversationId equals conversation.Id
                where conversation.LastAt < at || (conversation.LastAt == at && conversation.Id.CompareTo(id) < 0)
                let isFirst = conversation.FirstUserId == userId
                let peerId = isFirst ? conversation.SecondUserId : conversation.FirstUserId
                join theirs in context.Members
                    on new { mine.ConversationId, UserId = peerId } equals new { theirs.ConversationId, theirs.UserId }
                join peer in context.Users on peerId equals peer.Id
                join last in context.Messages
                    on new { mine.ConversationId, Seq = conversation.LastSeq }
                    equals new { last.ConversationId, last.Seq }
                orderby mine.ListedMinute descending, conversation.LastAt descending, conversation.Id descending
                select new ConversationDto(
                    peerId,
                    peer.Username,
                    peer.DisplayName,
                    last.Content,
                    last.Id,
                    last.SenderId,
                    conversation.LastAt!.Value,
                    conversation.LastSeq,
                    peerId == userId ? 0
                        : (isFirst
                            ? conversation.LastSeq - conversation.SentByFirst - (mine.ReadSeq - mine.ReadSentByFirst)
                            : conversation.SentByFirst - mine.ReadSentByFirst)
                            - context.Messages.LongCount(message => message.ConversationId == mine.ConversationId
                                && message.Seq > mine.ReadSeq && message.SenderId == peerId
                                && message.DeletedAt != null),
                    mine.ReadSeq,
                    theirs.ReadSeq,
                    theirs.DeliveredSeq,
                    conversation.Id)).Take(limit + 1));

    public async Task<ConversationPosition?> FindPositionAsync(
        Guid userId, Guid peerId, CancellationToken cancellationToken)
    {
        var pair = ParticipantPair.Of(userId, peerId);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Conversations
            .Where(row => row.FirstUserId == pair.First && row.SecondUserId == pair.Second && row.LastAt != null)
            .Select(row => new ConversationPosition(row.LastAt!.Value, row.Id))
            .SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<Page<ConversationDto>> ListAsync(
        Guid userId,
        ConversationPosition? before,
        int limit,
        CancellationToken cancellationToken)
    {
        var (at, id) = before ?? Newest;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = new List<ConversationDto>();
        var page = _page(context, userId, Member.MinuteOf(at), at, id, limit);
        await foreach (var row in page.WithCancellation(cancellationToken))
        {
            rows.Add(row);
        }

        return Page<ConversationDto>.FromOneMore(rows, limit);
    }
}
