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

    private readonly Func<ChatDbContext, Guid, Guid, CancellationToken, Task<long?>> _seq = EF.CompileAsyncQuery(
        (ChatDbContext context, Guid conversationId, Guid messageId, CancellationToken _) => context.Messages
            .Where(message => message.Id == messageId && message.ConversationId == conversationId)
            .Select(message => (long?)message.Seq)
            .SingleOrDefault());

    private readonly Func<ChatDbContext, Guid, long, long, int, IAsyncEnumerable<Message>> _newest = EF.CompileAsyncQuery(
        (ChatDbContext context, Guid conversationId, long after, long before, int count) => context.Messages.AsNoTracking()
            .Where(message => message.ConversationId == conversationId && message.Seq > after && message.Seq < before)
            .OrderByDescending(message => message.Seq)
            .Take(count));

    private readonly Func<ChatDbContext, Guid, long, int, IAsyncEnumerable<Message>> _oldest = EF.CompileAsyncQuery(
        (ChatDbContext context, Guid conversationId, long after, int count) => context.Messages.AsNoTracking()
            .Where(message => message.ConversationId == conversationId && message.Seq > after)
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

    public async Task<long?> FindSeqAsync(Guid conversationId, Guid messageId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await _seq(context, conversationId, messageId, cancellationToken);
    }

    public async Task<Page<MessageDto>> ReadNewestAsync(
        KnownConversation conversation,
        long after,
        long before,
        int limit,
        CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await PageAsync(_newest(context, conversation.Id, after, before, limit + 1), conversation, limit, cancellationToken);
    }

    public async Task<Page<MessageDto>> ReadOldestAsync(
        KnownConversation conversation,
        long after,
        int limit,
        CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var page = await PageAsync(_oldest(context, conversation.Id, after, limit + 1), conversation, limit, cancellationToken);
        return page with { Items = [.. page.Items.Reverse()] };
    }

    private static async Task<Page<MessageDto>> PageAsync(
        IAsyncEnumerable<Message> messages, KnownConversation conversation, int limit, CancellationToken cancellationToken)
    {
        var items = new List<MessageDto>(limit + 1);
        await foreach (var message in messages.WithCancellation(cancellationToken))
        {
            items.Add(MessageDto.From(message, conversation.UsernameOf(message.SenderId)));
        }

        return Page<MessageDto>.FromOneMore(items, limit);
    }

    private sealed record Names(Guid Id, string First, string Second);
}
