using ChatApp.Infrastructure.Persistence.Searching;

namespace ChatApp.Infrastructure.Persistence.Postgres;

internal sealed class PostgresSearchDocuments : ISearchDocuments
{
    private const string Upsert =
        """
        INSERT INTO search_documents (stream_id, message_id, number, tokens)
        SELECT stream_id, message_id, number, array_to_tsvector(string_to_array(tokens, ' '))
        FROM unnest({0}, {1}, {2}, {3}) AS n(stream_id, message_id, number, tokens)
        WHERE EXISTS (SELECT 1 FROM messages m WHERE m.id = n.message_id)
        ON CONFLICT (stream_id, message_id) DO UPDATE SET tokens = excluded.tokens
        """;

    public int BatchSize => 500;

    public async Task WriteAsync(
        ChatDbContext context, IReadOnlyList<SearchDocument> documents, CancellationToken cancellationToken)
    {
        // What a crash takes back is indexed again: the position is in the same transaction.
        await context.Database.ExecuteSqlRawAsync("SET LOCAL synchronous_commit = off", cancellationToken);
        await context.Database.ExecuteSqlRawAsync(
            Upsert,
            [
                documents.Select(document => document.StreamId).ToArray(),
                documents.Select(document => document.MessageId).ToArray(),
                documents.Select(document => document.Number).ToArray(),
                documents.Select(document => document.Tokens).ToArray(),
            ],
            cancellationToken);
    }

    public Task RemoveAsync(
        ChatDbContext context,
        IReadOnlyList<long> streamIds,
        IReadOnlyList<Guid> messageIds,
        CancellationToken cancellationToken) =>
        context.Set<SearchDocumentRow>()
            .Where(row => streamIds.Contains(row.StreamId) && messageIds.Contains(row.MessageId))
            .ExecuteDeleteAsync(cancellationToken);
}
