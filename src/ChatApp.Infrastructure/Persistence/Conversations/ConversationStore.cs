using ChatApp.Application.Common;
using ChatApp.Application.Conversations;
using ChatApp.Domain.Conversations;
using ChatApp.Infrastructure.Persistence.Messages.Batching;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Conversations;

/// <summary>Reads the conversation list; read marks go the way of messages, through the batch writer.</summary>
internal sealed class ConversationStore(IDbContextFactory<ChatDbContext> contexts, BatchWriter writer) : IConversationStore
{
    public Task<Result<Unit>> MarkReadAsync(Guid userId, Guid peerId, Guid messageId, CancellationToken cancellationToken) =>
        writer.WriteAsync(new MarkReadRequest(userId, peerId, messageId), cancellationToken);

    public async Task<ConversationPosition?> FindPositionAsync(Guid userId, Guid peerId, CancellationToken cancellationToken)
    {
        var pair = ParticipantPair.Of(userId, peerId);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Conversations
            .Where(row => row.FirstUserId == pair.First && row.SecondUserId == pair.Second && row.LastAt != null)
            .Select(row => new ConversationPosition(row.LastAt!.Value, row.Id))
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <remarks>
    /// Two index ranges, one for each side on which the user can be, each in the order of an index down to the minute and cut to the page before they are merged. An unread count is
    /// a difference of numbers that the conversation holds: what the peer has sent by now, less what it had sent up to the read mark.
    /// </remarks>
    public async Task<Page<ConversationDto>> ListAsync(
        Guid userId,
        ConversationPosition? before,
        int limit,
        CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var page = AsFirst(context, userId, before, limit)
            .Concat(AsSecond(context, userId, before, limit))
            .OrderByDescending(row => row.LastAt).ThenByDescending(row => row.ConversationId)
            .Take(limit + 1);

        var rows = await (
            from row in page
            join peer in context.Users on row.PeerId equals peer.Id
            join last in context.Messages
                on new { row.ConversationId, Seq = row.LastSeq } equals new { last.ConversationId, last.Seq }
            orderby row.LastAt descending, row.ConversationId descending
            select new ConversationDto(
                row.PeerId,
                peer.Username,
                peer.DisplayName,
                last.Content,
                last.Id,
                last.SenderId,
                row.LastAt!.Value,
                row.LastSeq,
                row.PeerId == userId ? 0
                    : row.IsFirst ? row.LastSeq - row.SentByFirst - (row.ReadSeq - row.ReadSentByFirst)
                    : row.SentByFirst - row.ReadSentByFirst,
                row.ReadSeq,
                row.PeerReadSeq)).AsNoTracking().ToListAsync(cancellationToken);
        return Page<ConversationDto>.FromOneMore(rows, limit);
    }

    private static IQueryable<Row> AsFirst(ChatDbContext context, Guid userId, ConversationPosition? before, int limit) =>
        Cut(context.Conversations.Where(row => row.FirstUserId == userId), before, limit).Select(row => new Row
        {
            ConversationId = row.Id,
            PeerId = row.SecondUserId,
            IsFirst = true,
            LastSeq = row.LastSeq,
            LastAt = row.LastAt,
            SentByFirst = row.SentByFirst,
            ReadSeq = row.FirstReadSeq,
            ReadSentByFirst = row.FirstReadSentByFirst,
            PeerReadSeq = row.SecondReadSeq,
        });

    private static IQueryable<Row> AsSecond(ChatDbContext context, Guid userId, ConversationPosition? before, int limit) =>
        Cut(context.Conversations.Where(row => row.SecondUserId == userId && row.FirstUserId != userId), before, limit)
            .Select(row => new Row
            {
                ConversationId = row.Id,
                PeerId = row.FirstUserId,
                IsFirst = false,
                LastSeq = row.LastSeq,
                LastAt = row.LastAt,
                SentByFirst = row.SentByFirst,
                ReadSeq = row.SecondReadSeq,
                ReadSentByFirst = row.SecondReadSentByFirst,
                PeerReadSeq = row.FirstReadSeq,
            });

    private static IQueryable<Conversation> Cut(IQueryable<Conversation> rows, ConversationPosition? before, int limit)
    {
        rows = rows.Where(row => EF.Property<DateTimeOffset?>(row, ConversationConfiguration.LastMinute) != null);
        if (before is { LastAt: var at, ConversationId: var id })
        {
            // The first comparison alone bounds the index range; the others only sort out the rows of its first minute.
            var minute = ConversationConfiguration.MinuteOf(at);
            rows = rows.Where(row => EF.Property<DateTimeOffset?>(row, ConversationConfiguration.LastMinute) <= minute
                && (row.LastAt < at || (row.LastAt == at && row.Id.CompareTo(id) < 0)));
        }

        // The minute in which the page ends, found by the index alone. Without it the database reads all older rows of the user as soon as it takes them
        // to be few, and sorts them.
        var candidates = rows;
        rows = rows.Where(row => EF.Property<DateTimeOffset?>(row, ConversationConfiguration.LastMinute) >= (candidates
            .OrderByDescending(other => EF.Property<DateTimeOffset?>(other, ConversationConfiguration.LastMinute))
            .Skip(limit)
            .Select(other => EF.Property<DateTimeOffset?>(other, ConversationConfiguration.LastMinute))
            .FirstOrDefault() ?? DateTimeOffset.UnixEpoch));

        return rows
            .OrderByDescending(row => EF.Property<DateTimeOffset?>(row, ConversationConfiguration.LastMinute))
            .ThenByDescending(row => row.LastAt)
            .ThenByDescending(row => row.Id)
            .Take(limit + 1);
    }

    private sealed class Row
    {
        public Guid ConversationId { get; init; }

        public Guid PeerId { get; init; }

        public bool IsFirst { get; init; }

        public long LastSeq { get; init; }

        public DateTimeOffset? LastAt { get; init; }

        public long SentByFirst { get; init; }

        public long ReadSeq { get; init; }

        public long ReadSentByFirst { get; init; }

        public long PeerReadSeq { get; init; }
    }
}
