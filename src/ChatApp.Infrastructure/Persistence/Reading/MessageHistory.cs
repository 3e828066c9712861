using ChatApp.Infrastructure.Persistence.Writing;

namespace ChatApp.Infrastructure.Persistence.Reading;

/// <summary>Reads messages. Every page is one range of the primary key (conversation, seq).</summary>
/// <remarks>
/// Pages are the most frequent reads, so they bypass EF Core, which cost nearly as much as the driver. Rare reads use
/// compiled EF Core queries.
/// </remarks>
internal sealed class MessageHistory(
    IDbContextFactory<ChatDbContext> contexts, IPreparedReads reads, ConversationCache conversations)
    : IMessageHistory
{
    private readonly Func<ChatDbContext, Guid, Guid, CancellationToken, Task<Names?>> _conversation =
        EF.CompileAsyncQuery(
            (ChatDbContext context, Guid first, Guid second, CancellationToken _) => (
                from row in context.Conversations
                where row.FirstUserId == first && row.SecondUserId == second
                join one in context.Users on row.FirstUserId equals one.Id
                join other in context.Users on row.SecondUserId equals other.Id
                select new Names(row.Id, one.Username, other.Username)).SingleOrDefault());

    private readonly Func<ChatDbContext, Guid, Guid, CancellationToken, Task<bool>> _exists = EF.CompileAsyncQuery(
        (ChatDbContext context, Guid conversationId, Guid messageId, CancellationToken _) => context.Messages
            .Any(message => message.Id == messageId && message.ConversationId == conversationId));

    private readonly Func<ChatDbContext, Guid, Guid, CancellationToken, Task<Sent?>> _message = EF.CompileAsyncQuery(
        (ChatDbContext context, Guid userId, Guid messageId, CancellationToken _) => (
            from message in context.Messages.AsNoTracking()
            where message.Id == messageId && (message.SenderId == userId || message.RecipientId == userId)
            join sender in context.Users on message.SenderId equals sender.Id
            select new Sent(message, sender.Username)).SingleOrDefault());

    public async Task<KnownConversation?> FindConversationAsync(
        Guid userId, Guid peerId, CancellationToken cancellationToken)
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

    public async Task<MessageDto?> FindMessageAsync(
        Guid userId, Guid messageId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await _message(context, userId, messageId, cancellationToken) is { } sent
            ? MessageDto.From(sent.Message, sent.Username)
            : null;
    }

    public async Task<bool> HasMessageAsync(
        KnownConversation conversation, Guid messageId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await _exists(context, conversation.Id, messageId, cancellationToken);
    }

    public async Task<Page<MessageDto>> ReadAsync(
        KnownConversation conversation, HistoryRange range, int limit, CancellationToken cancellationToken)
    {
        var items = await reads.ReadMessagesAsync(conversation, range, limit + 1, cancellationToken);
        if (range.Around is { } middle)
        {
            return PageAround(items, middle, limit);
        }

        var page = Page<MessageDto>.FromOneMore(items, limit);
        if (range.BeginsWithOldest)
        {
            items.Reverse();
        }

        return page;
    }

    // On each side one message more than the page has was read.
    private static Page<MessageDto> PageAround(List<MessageDto> items, Guid middle, int limit)
    {
        var index = items.FindIndex(message => message.Id == middle);
        var first = Math.Max(0, index - ((limit - 1) / 2));
        var end = Math.Min(items.Count, index + 1 + (limit / 2));
        return new Page<MessageDto>(items.GetRange(first, end - first), HasMore: end < items.Count)
        {
            HasPrevious = first > 0,
        };
    }

    private sealed record Names(Guid Id, string First, string Second);

    private sealed record Sent(Message Message, string Username);
}
