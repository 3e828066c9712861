using System.Runtime.CompilerServices;
using ChatApp.Application.Exports;

namespace ChatApp.Infrastructure.Persistence.Reading;

/// <summary>Reads the data of one user in pages. Every page is one range of an index.</summary>
internal sealed class AccountExport(IDbContextFactory<ChatDbContext> contexts) : IAccountExport
{
    // A page is in memory while its client reads, and each of its messages can have 12 KiB of text and data.
    private const int PageSize = 100;

    private readonly Func<ChatDbContext, Guid, Guid, IAsyncEnumerable<Session>> _sessions = EF.CompileAsyncQuery(
        (ChatDbContext context, Guid userId, Guid after) => context.Sessions.AsNoTracking()
            .Where(session => session.UserId == userId && session.Id > after)
            .OrderBy(session => session.Id)
            .Take(PageSize));

    // The first comparison of times bounds the index range; it also shows that the index of blocks is sufficient.
    private readonly Func<ChatDbContext, Guid, DateTimeOffset, Guid, IAsyncEnumerable<ExportedBlock>> _blocks =
        EF.CompileAsyncQuery(
            (ChatDbContext context, Guid userId, DateTimeOffset at, Guid id) => (
                from row in ConversationStore.Rows(context)
                where row.Mine.UserId == userId
                    && row.Mine.BlockedAt >= at
                    && (row.Mine.BlockedAt > at || row.PeerId.CompareTo(id) > 0)
                join peer in context.Users on row.PeerId equals peer.Id
                orderby row.Mine.BlockedAt, row.PeerId
                select new ExportedBlock(peer.Id, peer.Username, peer.DisplayName, row.Mine.BlockedAt!.Value))
                .Take(PageSize));

    // A conversation without messages is in no list. The end of the page comes first, from the index of members alone,
    // since PostgreSQL would otherwise join all that follows before it takes a page.
    private readonly Func<ChatDbContext, Guid, Guid, IAsyncEnumerable<ConversationDto>> _conversations =
        EF.CompileAsyncQuery(
            (ChatDbContext context, Guid userId, Guid after) => (
                from row in ConversationStore.List(context)
                where row.Mine.UserId == userId && row.Mine.ConversationId > after && row.Mine.ListedMinute != null
                    && row.Mine.ConversationId <= ((
                        from other in context.Members
                        where other.UserId == userId && other.ConversationId > after && other.ListedMinute != null
                        orderby other.ConversationId
                        select (Guid?)other.ConversationId).Skip(PageSize - 1).FirstOrDefault() ?? Guid.AllBitsSet)
                orderby row.Mine.ConversationId
                select row.Dto).Take(PageSize));

    private readonly Func<ChatDbContext, Guid, long, long, IAsyncEnumerable<Message>> _messages = EF.CompileAsyncQuery(
        (ChatDbContext context, Guid conversationId, long after, long last) => context.Messages.AsNoTracking()
            .Where(message => message.ConversationId == conversationId && message.Seq > after && message.Seq <= last)
            .OrderBy(message => message.Seq)
            .Take(PageSize));

    public IAsyncEnumerable<Session> ReadSessionsAsync(Guid userId, CancellationToken cancellationToken) =>
        ReadAsync<Session>(
            (context, last) => _sessions(context, userId, last?.Id ?? Guid.Empty), cancellationToken);

    public IAsyncEnumerable<ExportedBlock> ReadBlocksAsync(Guid userId, CancellationToken cancellationToken) =>
        ReadAsync<ExportedBlock>(
            (context, last) => _blocks(
                context, userId, last?.BlockedAt ?? DateTimeOffset.UnixEpoch, last?.Id ?? Guid.Empty),
            cancellationToken);

    public IAsyncEnumerable<ConversationDto> ReadConversationsAsync(Guid userId, CancellationToken cancellationToken) =>
        ReadAsync<ConversationDto>(
            (context, last) => _conversations(context, userId, last?.ConversationId ?? Guid.Empty), cancellationToken)

            // The presence of others is not the user's data.
            .Select(row => row with { Online = false, LastSeenAt = null });

    public IAsyncEnumerable<Message> ReadMessagesAsync(
        Guid conversationId, long lastSeq, CancellationToken cancellationToken) =>
        ReadAsync<Message>(
            (context, last) => _messages(context, conversationId, last?.Seq ?? 0, lastSeq), cancellationToken);

    private async IAsyncEnumerable<T> ReadAsync<T>(
        Func<ChatDbContext, T?, IAsyncEnumerable<T>> pageAfter,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        var page = new List<T>(PageSize);
        do
        {
            var last = page.LastOrDefault();
            page.Clear();
            await using (var context = await contexts.CreateDbContextAsync(cancellationToken))
            {
                await foreach (var row in pageAfter(context, last).WithCancellation(cancellationToken))
                {
                    page.Add(row);
                }
            }

            foreach (var row in page)
            {
                yield return row;
            }
        }
        while (page.Count == PageSize);
    }
}
