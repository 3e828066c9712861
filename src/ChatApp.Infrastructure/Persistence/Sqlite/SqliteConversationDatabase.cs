using ChatApp.Application.Writing;
using ChatApp.Domain.Conversations;
using ChatApp.Infrastructure.Persistence.Writing;
using Microsoft.Data.Sqlite;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>
/// A batch on SQLite: statements run row by row within the process, prepared once on the one connection that this class
/// keeps. For the batch writer's loop alone.
/// </summary>
internal sealed class SqliteConversationDatabase(string connectionString, SqliteWriteGate gate)
    : IConversationDatabase, IAsyncDisposable
{
    private SqliteConnection? _connection;
    private SqliteBatchStatements? _statements;
    private int _period;

    public async Task<IReadOnlyList<KnownConversation>> FindAsync(
        IReadOnlyList<ParticipantPair> pairs, CancellationToken cancellationToken)
    {
        var statements = await PrepareAsync(cancellationToken);
        var found = new List<KnownConversation>(pairs.Count);
        foreach (var pair in pairs)
        {
            using var reader = statements.SelectPair.Query(
                transaction: null, SqliteValues.FromGuid(pair.First), SqliteValues.FromGuid(pair.Second));
            if (reader.Read())
            {
                found.Add(ConversationOf(new SqliteRowReader(reader)));
            }
        }

        return found;
    }

    public async Task<IReadOnlyDictionary<Guid, KnownConversation>> FindOfMessagesAsync(
        IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken)
    {
        var statements = await PrepareAsync(cancellationToken);
        var found = new Dictionary<Guid, KnownConversation>(messageIds.Count);
        foreach (var id in messageIds)
        {
            using var reader = statements.SelectOfMessage.Query(transaction: null, SqliteValues.FromGuid(id));
            if (reader.Read())
            {
                found.Add(id, ConversationOf(new SqliteRowReader(reader)));
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
                var isNew = statements.InsertPair.Execute(
                    transaction,
                    SqliteValues.FromGuid(conversation.Id),
                    SqliteValues.FromGuid(conversation.FirstUserId),
                    SqliteValues.FromGuid(conversation.SecondUserId)) > 0;
                if (isNew)
                {
                    Member[] members =
                        [.. conversation.Pair.Users.Select(userId => Member.Join(conversation.Id, userId))];
                    statements.Members.Insert(transaction, members);
                }
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

    private static KnownConversation ConversationOf(SqliteRowReader row) => new(
        row.Get<Guid>(0),
        ParticipantPair.Of(row.Get<Guid>(1), row.Get<Guid>(2)),
        row.Get<string>(3)!,
        row.Get<string>(4)!);

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
