using ChatApp.Application.Conversations;
using ChatApp.Domain.Conversations;
using ChatApp.Infrastructure.Persistence.Messages.Batching;
using Microsoft.Data.Sqlite;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>
/// A batch on SQLite: statements run row by row within the process, prepared once on the one connection that this class keeps. For the
/// batch writer's loop alone.
/// </summary>
internal sealed class SqliteConversationDatabase(string connectionString, SqliteWriteGate gate) : IConversationDatabase, IAsyncDisposable
{
    private SqliteConnection? _connection;
    private SqliteBatchStatements? _statements;
    private int _period;

    public async Task<IReadOnlyList<KnownConversation>> FindAsync(IReadOnlyList<ParticipantPair> pairs, CancellationToken cancellationToken)
    {
        var statements = await PrepareAsync(cancellationToken);
        var found = new List<KnownConversation>(pairs.Count);
        foreach (var pair in pairs)
        {
            using var reader = statements.SelectPair.Query(
                transaction: null, SqliteValues.FromGuid(pair.First), SqliteValues.FromGuid(pair.Second));
            if (reader.Read())
            {
                var id = SqliteValues.ToGuid(reader.GetFieldValue<byte[]>(0));
                found.Add(new KnownConversation(id, pair, reader.GetString(1), reader.GetString(2)));
            }
        }

        return found;
    }

    public async Task OpenAsync(IReadOnlyList<Conversation> conversations, CancellationToken cancellationToken)
    {
        var statements = await PrepareAsync(cancellationToken);
        await gate.EnterAsync(cancellationToken);
        try
        {
            await using var transaction = _connection!.BeginTransaction(deferred: false);
            foreach (var conversation in conversations)
            {
                statements.InsertPair.Execute(
                    transaction,
                    SqliteValues.FromGuid(conversation.Id),
                    SqliteValues.FromGuid(conversation.FirstUserId),
                    SqliteValues.FromGuid(conversation.SecondUserId));
            }

            transaction.Commit();
            gate.Note(failure: null);
        }
        catch (Exception exception)
        {
            gate.Note(exception);
            throw;
        }
        finally
        {
            gate.Leave();
        }
    }

    public async Task<IConversationTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        await gate.EnterAsync(cancellationToken);
        try
        {
            var statements = await PrepareAsync(cancellationToken);

            // Immediate: the write lock is taken now, so nothing that is read below can be out of date at the commit.
            return new SqliteConversationTransaction(statements, _connection!.BeginTransaction(deferred: false), gate);
        }
        catch (Exception exception)
        {
            gate.Note(exception);
            gate.Leave();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _statements?.Dispose();
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        (_statements, _connection) = (null, null);
    }

    private async ValueTask<SqliteBatchStatements> PrepareAsync(CancellationToken cancellationToken)
    {
        if (_statements is not null && gate.MayKeep(_period))
        {
            return _statements;
        }

        await DisposeAsync();
        _period = gate.Period;
        var connection = new SqliteConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            SqlitePragmas.Apply(connection);
            var statements = new SqliteBatchStatements(connection);
            (_connection, _statements) = (connection, statements);
            return statements;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
