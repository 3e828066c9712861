using System.Runtime.CompilerServices;

namespace ChatApp.Infrastructure.Persistence.Reading;

/// <summary>Finds a user's conversations and messages. Each page is one range of an index.</summary>
internal sealed class AccountContents(IDbContextFactory<ChatDbContext> contexts) : IAccountContents
{
    private const int PageSize = 100;

    public async IAsyncEnumerable<IReadOnlyList<Guid>> FindConversationsAsync(
        Guid userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in ReadConversationsAsync(userId, cancellationToken))
        {
            yield return page.ConvertAll(conversation => conversation.Id);
        }
    }

    public async IAsyncEnumerable<IReadOnlyList<Guid>> FindMessagesAsync(
        Guid userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in ReadConversationsAsync(userId, cancellationToken))
        {
            foreach (var conversation in page)
            {
                // A limited range for each statement: the user may have sent few of many messages.
                for (var after = 0L; after < conversation.LastSeq; after += PageSize)
                {
                    yield return await ReadAsync(
                        context => context.Messages
                            .Where(message => message.ConversationId == conversation.Id
                                && message.Seq > after && message.Seq <= after + PageSize
                                && message.SenderId == userId && message.DeletedAt == null)
                            .OrderBy(message => message.Seq)
                            .Select(message => message.Id),
                        cancellationToken);
                }
            }
        }
    }

    private async IAsyncEnumerable<List<Conversation>> ReadConversationsAsync(
        Guid userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<Conversation> page;
        var last = Guid.Empty;
        do
        {
            // A conversation without messages is in no list.
            page = await ReadAsync(
                context =>
                    from member in context.Members
                    where member.UserId == userId && member.ConversationId > last && member.ListedMinute != null
                    join conversation in context.Conversations.AsNoTracking()
                        on member.ConversationId equals conversation.Id
                    orderby member.ConversationId
                    select conversation,
                cancellationToken);
            if (page.Count > 0)
            {
                last = page[^1].Id;
                yield return page;
            }
        }
        while (page.Count == PageSize);
    }

    private async Task<List<T>> ReadAsync<T>(
        Func<ChatDbContext, IQueryable<T>> query, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await query(context).Take(PageSize).ToListAsync(cancellationToken);
    }
}
