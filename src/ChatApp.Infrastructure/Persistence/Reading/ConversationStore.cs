using ChatApp.Application.Presence;

namespace ChatApp.Infrastructure.Persistence.Reading;

/// <summary>Reads the conversation list, the unread total and the blocks of a user.</summary>
/// <remarks>
/// A page is one range of the index of a user's conversations by listed minute (<see cref="Member.ListedMinuteOf"/>).
/// Within a minute the exact time decides. The query first finds the minute in which the page ends; without that bound
/// the database may read and sort all later rows of the user. Queries are compiled once and must therefore be one
/// expression. Building one from parts at each call cost about twice as much as the rest of a page.
/// </remarks>
internal sealed class ConversationStore(
    IDbContextFactory<ChatDbContext> contexts, IPreparedReads reads, IPresence presence) : IConversationStore
{
    // The starts of first pages, before everything.
    private static readonly ConversationPosition Start = new(Pinned: true, DateTimeOffset.MaxValue, Guid.Empty);
    private static readonly BlockPosition NewestBlock = new(DateTimeOffset.MaxValue, Guid.Empty);

    // The comparisons of minutes bound the index range; the comparison after them excludes rows of the first minute.
    private readonly
        Func<ChatDbContext, Guid, bool, DateTimeOffset, DateTimeOffset, Guid, int, IAsyncEnumerable<ConversationDto>>
        _page = EF.CompileAsyncQuery((
            ChatDbContext context,
            Guid userId,
            bool archived,
            DateTimeOffset minute,
            DateTimeOffset at,
            Guid id,
            int limit) => (
                from row in List(context)
                let mine = row.Mine
                let conversation = row.Conversation
                where mine.UserId == userId
                    && mine.Archived == archived
                    && mine.ListedMinute <= minute
                    && mine.ListedMinute >= ((
                        from other in context.Members
                        where other.UserId == userId && other.Archived == archived && other.ListedMinute <= minute
                        join later in context.Conversations on other.ConversationId equals later.Id
                        where other.ListedMinute < minute
                            || later.LastAt < at || (later.LastAt == at && later.Id.CompareTo(id) < 0)
                        orderby other.ListedMinute descending
                        select other.ListedMinute).Skip(limit).FirstOrDefault() ?? DateTimeOffset.UnixEpoch)
                where mine.ListedMinute < minute
                    || conversation.LastAt < at || (conversation.LastAt == at && conversation.Id.CompareTo(id) < 0)
                orderby mine.ListedMinute descending, conversation.LastAt descending, conversation.Id descending
                select row.Dto).Take(limit + 1));

    // Only conversations with a message after the read mark are counted, so few need the index of deleted messages.
    // The constant is a parameter, because SQLite uses the index for a comparison with a value, but not for a negation.
    private readonly Func<ChatDbContext, Guid, bool, Task<UnreadDto?>> _unread = EF.CompileAsyncQuery(
        (ChatDbContext context, Guid userId, bool archived) => (
            from row in Rows(context)
            where row.Mine.UserId == userId && row.Mine.Archived == archived && !row.Mine.Muted
                && row.Conversation.LastSeq > row.Mine.ReadSeq && row.UnreadCount > 0
            group row.UnreadCount by 1 into counts
            select new UnreadDto(counts.Sum(), counts.LongCount())).SingleOrDefault());

    // The first comparison of times bounds the index range; it also shows that the index of blocks is sufficient.
    private readonly Func<ChatDbContext, Guid, DateTimeOffset, Guid, int, IAsyncEnumerable<UserDto>> _blocks =
        EF.CompileAsyncQuery(
            (ChatDbContext context, Guid userId, DateTimeOffset at, Guid id, int count) => (
                from row in Rows(context)
                where row.Mine.UserId == userId
                    && row.Mine.BlockedAt <= at
                    && (row.Mine.BlockedAt < at || row.PeerId.CompareTo(id) < 0)
                join peer in context.Users on row.PeerId equals peer.Id
                orderby row.Mine.BlockedAt descending, row.PeerId descending
                select new UserDto(peer.Id, peer.Username, peer.DisplayName)).Take(count));

    private readonly BatchedLookup<ParticipantPair, bool> _inTouch = new(
        pairs => reads.FindInTouchAsync(pairs, CancellationToken.None));

    public Task<bool> AreInTouchAsync(Guid userId, Guid peerId, CancellationToken cancellationToken) =>
        _inTouch.FindAsync(ParticipantPair.Of(userId, peerId), cancellationToken);

    public async Task<ConversationPosition?> FindPositionAsync(
        Guid userId, Guid peerId, CancellationToken cancellationToken)
    {
        var pair = ParticipantPair.Of(userId, peerId);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await (
            from conversation in context.Conversations
            where conversation.FirstUserId == pair.First && conversation.SecondUserId == pair.Second
                && conversation.LastAt != null
            join mine in context.Members
                on new { ConversationId = conversation.Id, UserId = userId }
                equals new { mine.ConversationId, mine.UserId }
            select new ConversationPosition(mine.Pinned, conversation.LastAt!.Value, conversation.Id))
            .SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<Page<ConversationDto>> ListAsync(
        Guid userId,
        bool archived,
        ConversationPosition? before,
        int limit,
        CancellationToken cancellationToken)
    {
        var (pinned, at, id) = before ?? Start;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = new List<ConversationDto>();
        var page = _page(context, userId, archived, Member.ListedMinuteOf(at, pinned), at, id, limit);
        await foreach (var row in page.WithCancellation(cancellationToken))
        {
            rows.Add(row);
        }

        return Page<ConversationDto>.FromOneMore(await WithPresenceAsync(rows), limit);
    }

    public async Task<ConversationDto> GetAsync(
        Guid userId, Guid conversationId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await List(context)
            .Where(row => row.Mine.ConversationId == conversationId && row.Mine.UserId == userId)
            .Select(row => row.Dto)
            .SingleAsync(cancellationToken);
        return (await WithPresenceAsync([found]))[0];
    }

    public async Task<UnreadDto> CountUnreadAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await _unread(context, userId, false) ?? new UnreadDto(0, 0);
    }

    public async Task<BlockPosition?> FindBlockAsync(Guid userId, Guid peerId, CancellationToken cancellationToken)
    {
        var pair = ParticipantPair.Of(userId, peerId);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Rows(context)
            .Where(row => row.Conversation.FirstUserId == pair.First && row.Conversation.SecondUserId == pair.Second)
            .Where(row => row.Mine.UserId == userId && row.Mine.BlockedAt != null)
            .Select(row => new BlockPosition(row.Mine.BlockedAt!.Value, peerId))
            .SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<Page<UserDto>> ListBlocksAsync(
        Guid userId, BlockPosition? before, int limit, CancellationToken cancellationToken)
    {
        var (at, id) = before ?? NewestBlock;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var users = new List<UserDto>();
        await foreach (var user in _blocks(context, userId, at, id, limit + 1).WithCancellation(cancellationToken))
        {
            users.Add(user);
        }

        return Page<UserDto>.FromOneMore(users, limit);
    }

    /// <summary>Adds who is online to rows that say whose presence may be shown.</summary>
    private async ValueTask<List<ConversationDto>> WithPresenceAsync(List<ConversationDto> rows)
    {
        if (!presence.IsEnabled)
        {
            return rows.ConvertAll(row => row with { Online = false, LastSeenAt = null });
        }

        var online = await presence.FindOnlineAsync([.. rows.Where(row => row.Online).Select(row => row.UserId)]);
        return rows.ConvertAll(row => row with { Online = row.Online && online.Contains(row.UserId) });
    }

    /// <summary>
    /// All rows of all lists; part of other queries. Here <see cref="ConversationDto.Online"/> says whether the peer's
    /// presence may be shown.
    /// </summary>
    internal static IQueryable<ListRow> List(ChatDbContext context) =>
        from row in Rows(context)
        let mine = row.Mine
        let conversation = row.Conversation
        join theirs in context.Members
            on new { mine.ConversationId, UserId = row.PeerId } equals new { theirs.ConversationId, theirs.UserId }
        join peer in context.Users on row.PeerId equals peer.Id

        // Listed users are in touch unless a block holds: their conversation has a message.
        let showsPresence = mine.BlockedAt == null && mine.BlockedByPeerAt == null
            && peer.ClosedAt == null && row.PeerId != mine.UserId
        join last in context.Messages
            on new { mine.ConversationId, Seq = conversation.LastSeq } equals new { last.ConversationId, last.Seq }
        select new ListRow
        {
            Mine = mine,
            Conversation = conversation,
            Dto = new ConversationDto(
                row.PeerId,
                peer.Username,
                peer.DisplayName,
                last.Content,
                last.Id,
                last.SenderId,
                conversation.LastAt!.Value,
                conversation.LastSeq,
                row.UnreadCount,
                mine.ReadSeq,
                theirs.ShownReadSeq ?? theirs.ReadSeq,
                theirs.DeliveredSeq,
                mine.Archived,
                mine.Muted,
                mine.Pinned,
                conversation.Id,
                showsPresence,
                showsPresence ? peer.LastSeenAt : null),
        };

    /// <summary>All conversations, each as its members see it; part of other queries.</summary>
    /// <remarks>
    /// An unread count is the number of messages that the other user has sent, less the number sent up to the read
    /// mark, both of which are stored, less the deleted ones after the mark, which a small index finds.
    /// </remarks>
    internal static IQueryable<Row> Rows(ChatDbContext context) =>
        from mine in context.Members
        join conversation in context.Conversations on mine.ConversationId equals conversation.Id
        let isFirst = conversation.FirstUserId == mine.UserId
        let peerId = isFirst ? conversation.SecondUserId : conversation.FirstUserId
        select new Row
        {
            Mine = mine,
            Conversation = conversation,
            PeerId = peerId,
            UnreadCount = peerId == mine.UserId ? 0
                : (isFirst
                    ? conversation.LastSeq - conversation.SentByFirst - (mine.ReadSeq - mine.ReadSentByFirst)
                    : conversation.SentByFirst - mine.ReadSentByFirst)
                    - context.Messages.LongCount(message => message.ConversationId == mine.ConversationId
                        && message.Seq > mine.ReadSeq && message.SenderId == peerId && message.DeletedAt != null),
        };

    internal sealed class Row
    {
        public required Member Mine { get; init; }

        public required Conversation Conversation { get; init; }

        public required Guid PeerId { get; init; }

        public required long UnreadCount { get; init; }
    }

    internal sealed class ListRow
    {
        public required Member Mine { get; init; }

        public required Conversation Conversation { get; init; }

        public required ConversationDto Dto { get; init; }
    }
}
