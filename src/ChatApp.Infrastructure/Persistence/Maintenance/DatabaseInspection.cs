using System.Runtime.CompilerServices;
using ChatApp.Application.Maintenance;
using ChatApp.Domain;

namespace ChatApp.Infrastructure.Persistence.Maintenance;

/// <summary>Reads what a check compares, page by page, and corrects counters.</summary>
internal sealed class DatabaseInspection(IDbContextFactory<ChatDbContext> contexts) : IDatabaseInspection
{
    // A page is one snapshot; its rows are read one by one. A snapshot that lasts long keeps PostgreSQL from removing
    // old versions of rows, and SQLite from shortening its journal.
    private const int PageSize = 50;

    // A long conversation is one statement.
    private static readonly TimeSpan StatementTimeout = TimeSpan.FromHours(1);

    public IAsyncEnumerable<InspectedConversation> ReadConversationsAsync(CancellationToken cancellationToken) =>
        ReadAsync(
            (context, after, cancellation) => new ConversationPage(context, after, PageSize).ReadAsync(cancellation),
            cancellationToken);

    public IAsyncEnumerable<InspectedUser> ReadStreamsAsync(CancellationToken cancellationToken) =>
        ReadAsync(
            (context, after, cancellation) => new StreamPage(context, after, PageSize).ReadAsync(cancellation),
            cancellationToken);

    public async Task<IReadOnlyList<Flaw>> CorrectConversationAsync(
        Guid conversationId, long newestMentioned, CancellationToken cancellationToken)
    {
        await using var context = await OpenAsync(cancellationToken);
        return await context.WriteInTransactionAsync(
            cancellation => Correction.CorrectConversationAsync(
                context, conversationId, newestMentioned, cancellation),
            cancellationToken);
    }

    public async Task<IReadOnlyList<Flaw>> CorrectStreamAsync(
        Guid userId, long lastMissing, CancellationToken cancellationToken)
    {
        await using var context = await OpenAsync(cancellationToken);
        return await context.WriteInTransactionAsync(
            cancellation => Correction.CorrectStreamAsync(context, userId, lastMissing, cancellation),
            cancellationToken);
    }

    private async IAsyncEnumerable<T> ReadAsync<T>(
        Func<ChatDbContext, Guid, CancellationToken, Task<(IReadOnlyList<T> Items, Guid? Last)>> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (Guid? after = Guid.Empty; after is { } last;)
        {
            IReadOnlyList<T> page;
            await using (var context = await OpenAsync(cancellationToken))
            await using (await context.BeginSnapshotAsync(cancellationToken))
            {
                (page, after) = await read(context, last, cancellationToken);
            }

            foreach (var item in page)
            {
                yield return item;
            }
        }
    }

    private async Task<ChatDbContext> OpenAsync(CancellationToken cancellationToken)
    {
        var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Database.SetCommandTimeout(StatementTimeout);
        return context;
    }
}
