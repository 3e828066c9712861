using ChatApp.Infrastructure.Persistence.Writing;
using ChatApp.Infrastructure.Persistence.Writing.Tables;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>
/// Batches on SQLite: statements run row by row within the process, prepared once on a connection that this class
/// keeps. Used only by the batch writer's loop.
/// </summary>
internal sealed class SqliteConversationDatabase(string connectionString, SqliteWriteGate gate)
    : IConversationDatabase, IDisposable
{
    private const string SelectPair =
        """
        SELECT c.id, c.first_user_id, c.second_user_id, first.username, second.username
        FROM conversations c
        JOIN users first ON first.id = c.first_user_id JOIN users second ON second.id = c.second_user_id
        WHERE c.first_user_id = $1 AND c.second_user_id = $2
        """;

    private const string SelectOfMessage =
        """
        SELECT c.id, c.first_user_id, c.second_user_id, first.username, second.username
        FROM messages m JOIN conversations c ON c.id = m.conversation_id
        JOIN users first ON first.id = c.first_user_id JOIN users second ON second.id = c.second_user_id
        WHERE m.id = $1
        """;

    private static readonly SqliteTable<Conversation> Conversations = new(ConversationTable.Rows);

    // Without WHERE, SQLite reads ON CONFLICT as the condition of the join.
    private static readonly string InsertConversation = Conversations.InsertSelected(
        """
        JOIN users first ON first.id = asked.first_user_id
        JOIN users second ON second.id = asked.second_user_id
        WHERE true
        ON CONFLICT (first_user_id, second_user_id) DO NOTHING
        """);

    private static readonly SqliteTable<Member> Members = new(MemberTable.Rows);

    private SqlitePreparedConnection? _connection;

    public async Task<IReadOnlyList<KnownConversation>> FindAsync(
        IReadOnlyList<ParticipantPair> pairs, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken);
        var found = pairs.Select(pair => Find(connection, SelectPair, pair.First, pair.Second));
        return [.. found.OfType<KnownConversation>()];
    }

    public async Task<IReadOnlyDictionary<Guid, KnownConversation>> FindOfMessagesAsync(
        IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken);
        var found = new Dictionary<Guid, KnownConversation>(messageIds.Count);
        foreach (var id in messageIds)
        {
            if (Find(connection, SelectOfMessage, id) is { } conversation)
            {
                found.Add(id, conversation);
            }
        }

        return found;
    }

    public async Task OpenAsync(IReadOnlyList<Conversation> conversations, CancellationToken cancellationToken)
    {
        await gate.EnterAsync(cancellationToken);
        try
        {
            var connection = await ConnectAsync(cancellationToken);
            await using var transaction = connection.BeginTransaction();
            foreach (var conversation in conversations)
            {
                if (Conversations.Insert(connection, conversation, InsertConversation))
                {
                    Members.Insert(connection, [.. conversation.JoinAll()]);
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
            var connection = await ConnectAsync(cancellationToken);
            return new SqliteConversationTransaction(connection, connection.BeginTransaction(), gate);
        }
        catch (Exception exception)
        {
            gate.Note(exception);
            gate.Leave();
            throw;
        }
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private static KnownConversation? Find(
        SqlitePreparedConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        using var reader = connection.Query(sql, values);
        var row = new SqliteRowReader(reader);
        return reader.Read()
            ? new KnownConversation(
                row.Get<Guid>(0),
                ParticipantPair.Of(row.Get<Guid>(1), row.Get<Guid>(2)),
                row.Get<string>(3)!,
                row.Get<string>(4)!) : null;
    }

    private async ValueTask<SqlitePreparedConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_connection is { MayBeKept: true })
        {
            return _connection;
        }

        Dispose();
        return _connection = await SqlitePreparedConnection.OpenAsync(connectionString, gate, cancellationToken);
    }
}
