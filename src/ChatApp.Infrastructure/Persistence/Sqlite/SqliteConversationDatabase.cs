using ChatApp.Infrastructure.Persistence.Writing;
using ChatApp.Infrastructure.Persistence.Writing.Tables;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>Batches on SQLite, row by row, on a kept connection. Used only by the batch writer's loop.</summary>
internal sealed class SqliteConversationDatabase(string connectionString, SqliteWriteGate gate)
    : IConversationDatabase, IDisposable
{
    private const string SelectPair =
        $"""
        {ConversationQuery.Select} FROM conversations c {ConversationQuery.JoinUsers}
        WHERE c.first_user_id = $1 AND c.second_user_id = $2
        """;

    private const string SelectById =
        $"{ConversationQuery.Select} FROM conversations c {ConversationQuery.JoinUsers} WHERE c.id = $1";

    private const string SelectOfMessage =
        $"""
        {ConversationQuery.Select} FROM messages m JOIN conversations c ON c.id = m.conversation_id
        {ConversationQuery.JoinUsers} WHERE m.id = $1
        """;

    private static readonly SqliteTable<Conversation> Conversations = new(ConversationTable.Rows);

    // Without WHERE, SQLite reads ON CONFLICT as the condition of the join.
    private static readonly string InsertConversation = Conversations.InsertSelected(
        """
        JOIN users first ON first.id = asked.first_user_id AND first.closed_at IS NULL
        JOIN users second ON second.id = asked.second_user_id AND second.closed_at IS NULL
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

    public Task<IReadOnlyDictionary<Guid, KnownConversation>> FindByIdAsync(
        IReadOnlyList<Guid> conversationIds, CancellationToken cancellationToken) =>
        FindAsync(SelectById, conversationIds, cancellationToken);

    public Task<IReadOnlyDictionary<Guid, KnownConversation>> FindOfMessagesAsync(
        IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken) =>
        FindAsync(SelectOfMessage, messageIds, cancellationToken);

    public Task OpenAsync(IReadOnlyList<Conversation> conversations, CancellationToken cancellationToken) =>
        gate.WriteAsync(
            async () =>
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
                return conversations.Count;
            },
            cancellationToken);

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

    private async Task<IReadOnlyDictionary<Guid, KnownConversation>> FindAsync(
        string sql, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken);
        var found = new Dictionary<Guid, KnownConversation>(ids.Count);
        foreach (var id in ids)
        {
            if (Find(connection, sql, id) is { } conversation)
            {
                found.Add(id, conversation);
            }
        }

        return found;
    }

    private static KnownConversation? Find(
        SqlitePreparedConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        KnownConversation? found = null;
        connection.Read(sql, row => found = ConversationQuery.Read(row), values);
        return found;
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
