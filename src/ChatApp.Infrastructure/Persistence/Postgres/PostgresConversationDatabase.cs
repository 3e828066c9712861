using ChatApp.Infrastructure.Persistence.Writing;
using ChatApp.Infrastructure.Persistence.Writing.Tables;
using Npgsql;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>
/// Batches on PostgreSQL: one round trip if a batch is decided on cached rows; otherwise two, one to lock and read, one
/// to write and commit.
/// </summary>
/// <remarks>
/// It has its own connections, normally one, so that each batch uses the same PostgreSQL process with its cached plans.
/// A pool that is shared with reads would use its connections in turn.
/// </remarks>
internal sealed class PostgresConversationDatabase(NpgsqlConnectionStringBuilder connection)
    : IConversationDatabase, IAsyncDisposable
{
    // One, and a second one while the loss of the first is not detected yet.
    private const int MaxConnections = 2;

    private const string SelectPairs =
        """
        SELECT c.id, c.first_user_id, c.second_user_id, first.username, second.username
        FROM unnest($1, $2) AS asked(first_user_id, second_user_id)
        JOIN conversations c ON c.first_user_id = asked.first_user_id AND c.second_user_id = asked.second_user_id
        JOIN users first ON first.id = c.first_user_id
        JOIN users second ON second.id = c.second_user_id
        """;

    private const string SelectOfMessages =
        """
        SELECT c.id, c.first_user_id, c.second_user_id, first.username, second.username, m.id
        FROM unnest($1) AS asked(id)
        JOIN messages m ON m.id = asked.id
        JOIN conversations c ON c.id = m.conversation_id
        JOIN users first ON first.id = c.first_user_id
        JOIN users second ON second.id = c.second_user_id
        """;

    private static readonly PostgresTable<Conversation> Conversations = new(ConversationTable.Rows);
    private static readonly PostgresTable<Member> Members = new(MemberTable.Rows);

    // In the order of the pairs, so that two nodes that open the same conversations cannot deadlock.
    private static readonly string InsertConversations = Conversations.InsertSelected(
        """
        JOIN users first ON first.id = asked.first_user_id
        JOIN users second ON second.id = asked.second_user_id
        ORDER BY first.id, second.id
        ON CONFLICT (first_user_id, second_user_id) DO NOTHING
        """);

    private static readonly string InsertMembers =
        Members.InsertSelected("JOIN conversations c ON c.id = asked.conversation_id");

    private readonly NpgsqlDataSource _connections = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connection.ConnectionString)
        {
            MinPoolSize = 1,
            MaxPoolSize = MaxConnections,
        });

    public async Task<IReadOnlyList<KnownConversation>> FindAsync(
        IReadOnlyList<ParticipantPair> pairs, CancellationToken cancellationToken)
    {
        await using var command = _connections.CreateCommand(SelectPairs);
        command.Parameters.Add(PostgresArray.OfUuids(pairs.Select(pair => pair.First)));
        command.Parameters.Add(PostgresArray.OfUuids(pairs.Select(pair => pair.Second)));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<KnownConversation>(pairs.Count);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(ConversationOf(reader));
        }

        return found;
    }

    public async Task<IReadOnlyDictionary<Guid, KnownConversation>> FindOfMessagesAsync(
        IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken)
    {
        await using var command = _connections.CreateCommand(SelectOfMessages);
        command.Parameters.Add(PostgresArray.OfUuids(messageIds));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<Guid, KnownConversation>(messageIds.Count);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(reader.GetGuid(5), ConversationOf(reader));
        }

        return found;
    }

    public async Task OpenAsync(IReadOnlyList<Conversation> conversations, CancellationToken cancellationToken)
    {
        // One transaction, since it is sent as one batch.
        await using var batch = _connections.CreateBatch();
        batch.BatchCommands.Add(Conversations.InsertOf(conversations, InsertConversations));
        batch.BatchCommands.Add(Members.InsertOf(
            [.. conversations.SelectMany(conversation => conversation.JoinAll())], InsertMembers));
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            PostgresOutages.LetGo(_connections, exception);
            throw;
        }
    }

    public async Task<IConversationTransaction> BeginAsync(CancellationToken cancellationToken) =>
        new PostgresConversationTransaction(await _connections.OpenConnectionAsync(cancellationToken), _connections);

    public ValueTask DisposeAsync() => _connections.DisposeAsync();

    private static KnownConversation ConversationOf(NpgsqlDataReader row) => new(
        row.GetGuid(0), ParticipantPair.Of(row.GetGuid(1), row.GetGuid(2)), row.GetString(3), row.GetString(4));
}
