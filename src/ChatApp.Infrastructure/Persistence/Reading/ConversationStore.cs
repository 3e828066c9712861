using ChatApp.Application.Conversations;
using ChatApp.Domain.Conversations;
using ChatApp.Infrastructure.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Reading;

/// <summary>Reads the conversation list.</summary>
/// <remarks>
/// A page is one range of one index: the minutes under which the user's list has its conversations. Within a minute the
/// exact time decides. The minute in which the page ends is found first; without it the database reads all older rows
/// of the user as soon as it takes them to be few, and sorts them. An unread count is a difference of two numbers that
/// are kept: what the other has sent by now, less what it had sent up to the read mark. The query is compiled once,
/// which wants it written as one expression: built from parts at each call, EF Core's work on it cost about twice all
/// else in a page.
/// </remarks>
internal sealed class ConversationStore(IDbContextFactory<ChatDbContext> contexts) : IConversationStore
{
    // Older than nothing: where the first page begins.
    private static readonly ConversationPosition Newest = new(DateTimeOffset.MaxValue, Guid.Empty);

    // The comparisons of minutes bound the index range; the one after them sorts out the rows of its first minute.
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
                        : isFirst
                        ? conversation.LastSeq - conversation.SentByFirst - (mine.ReadSeq - mine.ReadSentByFirst)
                        : conversation.SentByFirst - mine.ReadSentByFirst,
                    mine.ReadSeq,
                    theirs.ReadSeq,
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
