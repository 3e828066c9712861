using ChatApp.Infrastructure.Persistence.Reading;
using ChatApp.Infrastructure.Persistence.Searching;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Storage;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <remarks>The table of tokens (FTS5) has the row number that <see cref="SearchKeys.RowOf"/> makes.</remarks>
internal sealed class SqliteSearchDocuments : ISearchDocuments
{
    private const string IfMessageExists = "WHERE EXISTS (SELECT 1 FROM messages WHERE id = $2)";

    private const string AddDocument =
        $"INSERT INTO search_documents (stream_id, message_id, number) SELECT $1, $2, $3 {IfMessageExists} "
        + "ON CONFLICT DO NOTHING";

    private const string RemoveDocument =
        "DELETE FROM search_documents WHERE stream_id = $1 AND message_id = $2 RETURNING number";

    private const string RemoveTokens = "DELETE FROM search_tokens WHERE rowid = $1";

    private const string AddTokens =
        $"INSERT INTO search_tokens (rowid, message_id, tokens) SELECT $1, $2, $3 {IfMessageExists}";

    // Messages wait while the batch is written.
    public int BatchSize => 100;

    public Task WriteAsync(
        ChatDbContext context, IReadOnlyList<SearchDocument> documents, CancellationToken cancellationToken)
    {
        var transaction = TransactionOf(context);
        using var addDocument = Prepare(transaction, AddDocument, parameters: 3);
        using var removeTokens = Prepare(transaction, RemoveTokens, parameters: 1);
        using var addTokens = Prepare(transaction, AddTokens, parameters: 3);
        foreach (var (streamId, messageId, number, tokens) in documents)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var row = SearchKeys.RowOf(streamId, number);
            if (Execute(addDocument, streamId, messageId, number) == 0)
            {
                Execute(removeTokens, row);
            }

            if (tokens.Length > 0)
            {
                Execute(addTokens, row, messageId, tokens);
            }
        }

        return Task.CompletedTask;
    }

    public Task RemoveAsync(
        ChatDbContext context,
        IReadOnlyList<long> streamIds,
        IReadOnlyList<Guid> messageIds,
        CancellationToken cancellationToken)
    {
        var transaction = TransactionOf(context);
        using var removeDocument = Prepare(transaction, RemoveDocument, parameters: 2);
        using var removeTokens = Prepare(transaction, RemoveTokens, parameters: 1);
        foreach (var streamId in streamIds)
        {
            foreach (var messageId in messageIds)
            {
                Set(removeDocument, streamId, messageId);
                if (removeDocument.ExecuteScalar() is long number)
                {
                    Execute(removeTokens, SearchKeys.RowOf(streamId, number));
                }
            }
        }

        return Task.CompletedTask;
    }

    private static SqliteTransaction TransactionOf(ChatDbContext context) =>
        (SqliteTransaction)context.Database.CurrentTransaction!.GetDbTransaction();

    private static SqliteCommand Prepare(SqliteTransaction transaction, string sql, int parameters)
    {
        var command = new SqliteCommand(sql, transaction.Connection, transaction);
        for (var i = 1; i <= parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        }

        return command;
    }

    private static int Execute(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        Set(command, values);
        return command.ExecuteNonQuery();
    }

    private static void Set(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = SqliteValues.From(values[i]);
        }
    }
}
