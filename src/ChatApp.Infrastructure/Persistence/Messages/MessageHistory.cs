using ChatApp.Application.Common;
using ChatApp.Application.Conversations;
using ChatApp.Application.Messages;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Messages;
using ChatApp.Infrastructure.Persistence.Conversations;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Messages;

/// <summary>Reads messages back. Every page is one range of the primary key (conversation, seq).</summary>
/// <remarks>The queries are compiled once: EF Core would otherwise build and hash their expressions for each page.</remarks>
internal sealed class MessageHistory(IDbContextFactory<ChatDbContext> contexts, ConversationCache conversations) : IMessageHistory
{
    private readonly Func<ChatDbContext, Guid, Guid, CancellationToken, Task<Names?>> _conversation = EF.CompileAsyncQuery(
        (ChatDbContext context, Guid first, Guid second, CancellationToken _) => (
            from row in context.Conversations
            where row.FirstUserId == first && row.SecondUserId == second
            join one in context.Users on row.FirstUserId equals one.Id
            join other in context.Users on row.SecondUserId equals other.Id
            select new Names(row.Id, one.Username, other.Username)).SingleOrDefault());

    private readonly Func<ChatDbContext, Guid, Guid, CancellationToken, Task<bool>> _exists = EF.CompileAsyncQuery(
        (ChatDbContext context, Guid conversationId, Guid messageId, CancellationToken _) => context.Messages
            .Any(message => message.Id == messageId && message.ConversationId == conversationId));

    // A bound is looked up within the statement, so that a page is one round trip; one that is not found falls back to a seq that leaves nothing.
    private readonly Func<ChatDbContext, Guid, Guid, long, Guid, long, int, IAsyncEnumerable<Message>> _newest = EF.CompileAsyncQuery(
        (ChatDbContext context, Guid conversationId, Guid before, long noBefore, Guid after, long noAfter, int count) => context.Messages.AsNoTracking()
            .Where(message => message.ConversationId == conversationId
                && message.Seq < (context.Messages.Where(bound => bound.Id == before && bound.ConversationId == conversationId)
                    .Select(bound => (long?)bound.Seq).FirstOrDefault() ?? noBefore)
                && message.Seq > (context.Messages.Where(bound => bound.Id == after && bound.ConversationId == conversationId)
                    .Select(bound => (long?)bound.Seq).FirstOrDefault() ?? noAfter))
            .OrderByDescending(message => message.Seq)
            .Take(count));

    private readonly Func<ChatDbContext, Guid, Guid, int, IAsyncEnumerable<Message>> _oldest = EF.CompileAsyncQuery(
        (ChatDbContext context, Guid conversationId, Guid after, int count) => context.Messages.AsNoTracking()
            .Where(message => message.ConversationId == conversationId
                && message.Seq > (context.Messages.Where(bound => bound.Id == after && bound.ConversationId == conversationId)
                    .Select(bound => (long?)bound.Seq).FirstOrDefault() ?? long.MaxValue))
            .OrderBy(message => message.Seq)
            .Take(count));

    public async Task<KnownConversation?> FindConversationAsync(Guid userId, Guid peerId, CancellationToken cancellationToken)
    {
        var pair = ParticipantPair.Of(userId, peerId);
        if (conversations.Find(pair) is { } known)
        {
            return known;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await _conversation(context, pair.First, pair.Second, cancellationToken) is not { } names)
        {
            return null;
        }

        var found = new KnownConversation(names.Id, pair, names.First, names.Second);
        conversations.Add(found);
        return found;
    }

    public async Task<bool> HasMessageAsync(KnownConversation conversation, Guid messageId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await _exists(context, conversation.Id, messageId, cancellationToken);
    }

    public async Task<Page<MessageDto>> ReadAsync(
        KnownConversation conversation, HistoryRange range, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var messages = range.BeginsWithOldest
            ? _oldest(context, conversation.Id, range.After!.Value, limit + 1)
            : _newest(
                context,
                conversation.Id,
                range.Before ?? Guid.Empty,
                range.Before is null ? long.MaxValue : 0,
                range.After ?? Guid.Empty,
                range.After is null ? 0 : long.MaxValue,
                limit + 1);
        var items = new List<MessageDto>(limit + 1);
        await foreach (var message in messages.WithCancellation(cancellationToken))
        {
            items.Add(MessageDto.From(message, conversation.UsernameOf(message.SenderId)));
        }

        var page = Page<MessageDto>.FromOneMore(items, limit);
        if (range.BeginsWithOldest)
        {
            items.Reverse();
        }

        return page;
    }

    private sealed record Names(Guid Id, string First, string Second);
}
