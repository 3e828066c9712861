using ChatApp.Infrastructure.Persistence.Writing;
using ChatApp.Infrastructure.Persistence.Writing.Tables;
using Npgsql;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>
/// Batches on PostgreSQL: one round trip if decided on cached rows, otherwise two. It has its own connections, so that
/// each batch uses the same PostgreSQL process with its cached plans.
/// </summary>
internal sealed class PostgresConversationDatabase(
    NpgsqlConnectionStringBuilder connection, PostgresTimeline timeline) : IConversationDatabase, IAsyncDisposable
{
    // One, and a second one while the loss of the first is not detected yet.
    private const int MaxConnections = 2;

    private const string SelectPairs =
        $"""
        {ConversationQuery.Select} FROM unnest($1, $2) AS asked(first_user_id, second_user_id)
        JOIN conversations c ON c.first_user_id = asked.first_user_id AND c.second_user_id = asked.second_user_id
        {ConversationQuery.JoinUsers}
        """;

    private const string SelectById =
        $"""
        {ConversationQuery.Select}, c.id FROM unnest($1) AS asked(id) JOIN conversations c ON c.id = asked.id
        {ConversationQuery.JoinUsers}
        """;

    private const string SelectOfMessages =
        $"""
        {ConversationQuery.Select}, m.id FROM unnest($1) AS asked(id)
        JOIN messages m ON m.id = asked.id JOIN conversations c ON c.id = m.conversation_id
        {ConversationQuery.JoinUsers}
        """;

    private static readonly PostgresTable<Conversation> Conversations = new(ConversationTable.Rows);
    private static readonly PostgresTable<Member> Members = new(MemberTable.Rows);

    // In the order of the pairs, so that two nodes that open the same conversations cannot deadlock.
    private static readonly string InsertConversations = Conversations.InsertSelected(
        """
        JOIN users first ON first.id = asked.first_user_id AND first.closed_at IS NULL
        JOIN users second ON second.id = asked.second_user_id AND second.closed_at IS NULL
        ORDER BY first.id, second.id
        ON CONFLICT (first_user_id, second_user_id) DO NOTHING
        """);

    private static readonly string InsertMembers =
        Members.InsertSelected("JOIN conversations c ON c.id = asked.conversation_id");

    private readonly NpgsqlDataSource _connections = timeline.Connect(
        new NpgsqlConnectionStringBuilder(connection.ConnectionString)
        {
            MinPoolSize = 1,
            MaxPoolSize = MaxConnections,
        });

    public async Task<IReadOnlyList<KnownConversation>> FindAsync(
        IReadOnlyList<ParticipantPair> pairs, CancellationToken cancellationToken) =>
        await _connections.QueryAsync(
            SelectPairs,
            [
                PostgresQueries.ArrayOf(pairs.Select(pair => pair.First)),
                PostgresQueries.ArrayOf(pairs.Select(pair => pair.Second)),
            ],
            ConversationQuery.Read,
            cancellationToken);

    public Task<IReadOnlyDictionary<Guid, KnownConversation>> FindByIdAsync(
        IReadOnlyList<Guid> conversationIds, CancellationToken cancellationToken) =>
        FindAsync(SelectById, conversationIds, cancellationToken);

    public Task<IReadOnlyDictionary<Guid, KnownConversation>> FindOfMessagesAsync(
        IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken) =>
        FindAsync(SelectOfMessages, messageIds, cancellationToken);

    public async Task OpenAsync(IReadOnlyList<Conversation> conversations, CancellationToken cancellationToken)
    {
        // One transaction, since it is sent as one batch.
        await using var batch = _connections.CreateBatch();
        batch.BatchCommands.Add(Conversations.InsertOf(conversations, InsertConversations));
        batch.BatchCommands.Add(Members.InsertOf(
            [.. conversations.SelectMany(conversation => conversation.JoinAll())], InsertMembers));
        await PostgresOutages.GuardAsync(_connections, batch.ExecuteNonQueryAsync(cancellationToken));
    }

    public async Task<IConversationTransaction> BeginAsync(CancellationToken cancellationToken) =>
        new PostgresConversationTransaction(
            await _connections.OpenConnectionAsync(cancellationToken), _connections, timeline);

    public ValueTask DisposeAsync() => _connections.DisposeAsync();

    private async Task<IReadOnlyDictionary<Guid, KnownConversation>> FindAsync(
        string sql, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var found = await _connections.QueryAsync(
            sql,
            [PostgresQueries.ArrayOf(ids)],
            row => (Id: row.Get<Guid>(5), Conversation: ConversationQuery.Read(row)),
            cancellationToken);
        return found.ToDictionary(pair => pair.Id, pair => pair.Conversation);
    }
}
