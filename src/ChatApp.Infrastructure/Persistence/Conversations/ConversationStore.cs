using ChatApp.Application.Common;
using ChatApp.Application.Conversations;
using ChatApp.Domain.Conversations;
using ChatApp.Infrastructure.Persistence.Messages.Batching;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Conversations;

/// <summary>Reads the conversation list; read marks go the way of messages, through the batch writer.</summary>
/// <remarks>
/// A page is one query: two index ranges, one for each side on which the user can be, each in the order of an index down to the minute and cut to the page before they are merged. The minute in
/// which the page ends is found by the index alone; without it the database reads all older rows of the user as soon as it takes them to be few, and sorts them. An unread count is a difference of numbers
/// that the conversation holds: what the peer has sent by now, less what it had sent up to the read mark. The query is compiled once, which wants it written out as one expression: built
/// from parts at each call, EF Core's work on it cost about twice all else in a page.
/// </remarks>
internal sealed class ConversationStore(IDbContextFactory<ChatDbContext> contexts, BatchWriter writer) : IConversationStore
{
    // Older than nothing: where the first page begins.
    private static readonly ConversationPosition Newest = new(DateTimeOffset.MaxValue, Guid.Empty);

    // The comparison of minutes alone bounds the index range; those after it only sort out the rows of its first minute.
    private readonly Func<ChatDbContext, Guid, DateTimeOffset, DateTimeOffset, Guid, int, IAsyncEnumerable<ConversationDto>> _page = EF.CompileAsyncQuery(
        (ChatDbContext context, Guid userId, DateTimeOffset minute, DateTimeOffset at, Guid id, int limit) =>
            from row in context.Conversations
                .Where(row => row.FirstUserId == userId
                    && EF.Property<DateTimeOffset?>(row, ConversationConfiguration.LastMinute) <= minute
                    && (row.LastAt < at || (row.LastAt == at && row.Id.CompareTo(id) < 0))
                    && EF.Property<DateTimeOffset?>(row, ConversationConfiguration.LastMinute) >= (context.Conversations
                        .Where(other => other.FirstUserId == userId
                            && EF.Property<DateTimeOffset?>(other, ConversationConfiguration.LastMinute) <= minute
                            && (other.LastAt < at || (other.LastAt == at && other.Id.CompareTo(id) < 0)))
                        .OrderByDescending(other => EF.Property<DateTimeOffset?>(other, ConversationConfiguration.LastMinute))
                        .Skip(limit)
                        .Select(other => EF.Property<DateTimeOffset?>(other, ConversationConfiguration.LastMinute))
                        .FirstOrDefault() ?? DateTimeOffset.UnixEpoch))
                .OrderByDescending(row => EF.Property<DateTimeOffset?>(row, ConversationConfiguration.LastMinute))
                .ThenByDescending(row => row.LastAt)
                .ThenByDescending(row => row.Id)
                .Take(limit + 1)
                .Select(row => new Row
                {
                    ConversationId = row.Id,
                    PeerId = row.SecondUserId,
                    IsFirst = true,
                    LastSeq = row.LastSeq,
                    LastAt = row.LastAt,
                    SentByFirst = row.SentByFirst,
                    ReadSeq = row.FirstRead.Seq,
                    ReadSentByFirst = row.FirstRead.SentByFirst,
                    PeerReadSeq = row.SecondRead.Seq,
                })
                .Concat(context.Conversations
                    .Where(row => row.SecondUserId == userId && row.FirstUserId != userId
                        && EF.Property<DateTimeOffset?>(row, ConversationConfiguration.LastMinute) <= minute
                        && (row.LastAt < at || (row.LastAt == at && row.Id.CompareTo(id) < 0))
                        && EF.Property<DateTimeOffset?>(row, ConversationConfiguration.LastMinute) >= (context.Conversations
                            .Where(other => other.SecondUserId == userId && other.FirstUserId != userId
                                && EF.Property<DateTimeOffset?>(other, ConversationConfiguration.LastMinute) <= minute
                                && (other.LastAt < at || (other.LastAt == at && other.Id.CompareTo(id) < 0)))
                            .OrderByDescending(other => EF.Property<DateTimeOffset?>(other, ConversationConfiguration.LastMinute))
                            .Skip(limit)
                            .Select(other => EF.Property<DateTimeOffset?>(other, ConversationConfiguration.LastMinute))
                            .FirstOrDefault() ?? DateTimeOffset.UnixEpoch))
                    .OrderByDescending(row => EF.Property<DateTimeOffset?>(row, ConversationConfiguration.LastMinute))
                    .ThenByDescending(row => row.LastAt)
                    .ThenByDescending(row => row.Id)
                    .Take(limit + 1)
                    .Select(row => new Row
                    {
                        ConversationId = row.Id,
                        PeerId = row.FirstUserId,
                        IsFirst = false,
                        LastSeq = row.LastSeq,
                        LastAt = row.LastAt,
                        SentByFirst = row.SentByFirst,
                        ReadSeq = row.SecondRead.Seq,
                        ReadSentByFirst = row.SecondRead.SentByFirst,
                        PeerReadSeq = row.FirstRead.Seq,
                    }))
                .OrderByDescending(row => row.LastAt).ThenByDescending(row => row.ConversationId)
                .Take(limit + 1)
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
                row.PeerReadSeq));

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

    public async Task<Page<ConversationDto>> ListAsync(
        Guid userId,
        ConversationPosition? before,
        int limit,
        CancellationToken cancellationToken)
    {
        var (at, id) = before ?? Newest;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = new List<ConversationDto>();
        await foreach (var row in _page(context, userId, ConversationConfiguration.MinuteOf(at), at, id, limit).WithCancellation(cancellationToken))
        {
            rows.Add(row);
        }

        return Page<ConversationDto>.FromOneMore(rows, limit);
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
