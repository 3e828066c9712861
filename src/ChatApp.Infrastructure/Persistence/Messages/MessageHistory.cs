using ChatApp.Application.Common;
using ChatApp.Application.Messages;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Messages;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Messages;

/// <summary>Reads messages back. Every page is one range of the primary key (conversation, seq).</summary>
internal sealed class MessageHistory(IDbContextFactory<ChatDbContext> contexts) : IMessageHistory
{
    public async Task<Guid?> FindConversationAsync(Guid userId, Guid peerId, CancellationToken cancellationToken)
    {
        var pair = ParticipantPair.Of(userId, peerId);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Conversations
            .Where(row => row.FirstUserId == pair.First && row.SecondUserId == pair.Second)
            .Select(row => (Guid?)row.Id)
            .SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<long?> FindSeqAsync(Guid conversationId, Guid messageId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Messages
            .Where(message => message.Id == messageId && message.ConversationId == conversationId)
            .Select(message => (long?)message.Seq)
            .SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<Page<MessageDto>> ReadNewestAsync(
        Guid conversationId,
        long after,
        long before,
        int limit,
        CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var messages = await WithSenders(
            context,
            Range(context, conversationId, after, before).OrderByDescending(message => message.Seq).Take(limit + 1))
            .ToListAsync(cancellationToken);
        messages.Sort((one, other) => other.Seq.CompareTo(one.Seq));
        return Page<MessageDto>.FromOneMore(messages, limit);
    }

    public async Task<Page<MessageDto>> ReadOldestAsync(
        Guid conversationId,
        long after,
        int limit,
        CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var messages = await WithSenders(
            context,
            Range(context, conversationId, after, long.MaxValue).OrderBy(message => message.Seq).Take(limit + 1))
            .ToListAsync(cancellationToken);
        messages.Sort((one, other) => one.Seq.CompareTo(other.Seq));
        var page = Page<MessageDto>.FromOneMore(messages, limit);
        return page with { Items = [.. page.Items.Reverse()] };
    }

    private static IQueryable<Message> Range(ChatDbContext context, Guid conversationId, long after, long before) =>
        context.Messages.AsNoTracking()
            .Where(message => message.ConversationId == conversationId && message.Seq > after && message.Seq < before);

    // A join does not promise to keep the order of what it joins, so the callers sort the page.
    private static IQueryable<MessageDto> WithSenders(ChatDbContext context, IQueryable<Message> messages) =>
        from message in messages
        join sender in context.Users on message.SenderId equals sender.Id
        select new MessageDto(
            message.Id,
            message.SenderId,
            sender.Username,
            message.RecipientId,
            message.Content,
            message.CreatedAt,
            message.Seq,
            message.ClientMessageId);
}
