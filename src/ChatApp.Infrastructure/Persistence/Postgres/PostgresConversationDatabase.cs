using ChatApp.Application.Conversations;
using ChatApp.Domain.Conversations;
using ChatApp.Infrastructure.Persistence.Messages.Batching;
using Npgsql;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>
/// A batch on PostgreSQL: one round trip when it is decided on rows that this node knows; else two, one that locks and reads, one that writes and commits.
/// </summary>
/// <remarks>
/// Keeps connections of its own, as a rule one, so that each batch meets the same process of PostgreSQL with its plans and caches warm: a pool that is shared with
/// reads hands out its connections in turn.
/// </remarks>
internal sealed class PostgresConversationDatabase(NpgsqlConnectionStringBuilder connection) : IConversationDatabase, IAsyncDisposable
{
    // One, and another for when that has broken and is not known to be gone yet.
    private const int MaxConnections = 2;

    private const string SelectPairs =
        """
        SELECT c.id, c.first_user_id, c.second_user_id, first.username, second.username
        FROM unnest($1, $2) AS asked(first_user_id, second_user_id)
        JOIN conversations c ON c.first_user_id = asked.first_user_id AND c.second_user_id = asked.second_user_id
        JOIN users first ON first.id = c.first_user_id
        JOIN users second ON second.id = c.second_user_id
        """;

    // In the order of the pairs: two nodes that open the same ones wait for one another in turn, and not each for the other.
    private const string InsertPairs =
        """
        INSERT INTO conversations (
            id, first_user_id, second_user_id, last_seq, sent_by_first,
            first_read_seq, second_read_seq, first_read_sent_by_first, second_read_sent_by_first)
        SELECT asked.id, first.id, second.id, 0, 0, 0, 0, 0, 0
        FROM unnest($1, $2, $3) AS asked(id, first_user_id, second_user_id)
        JOIN users first ON first.id = asked.first_user_id
        JOIN users second ON second.id = asked.second_user_id
        ORDER BY first.id, second.id
        ON CONFLICT (first_user_id, second_user_id) DO NOTHING
        """;

    private readonly NpgsqlDataSource _connections = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connection.ConnectionString) { MinPoolSize = 1, MaxPoolSize = MaxConnections });

    public async Task<IReadOnlyList<KnownConversation>> FindAsync(IReadOnlyList<ParticipantPair> pairs, CancellationToken cancellationToken)
    {
        await using var command = _connections.CreateCommand(SelectPairs);
        command.Parameters.Add(PostgresArray.OfUuids(pairs.Select(pair => pair.First)));
        command.Parameters.Add(PostgresArray.OfUuids(pairs.Select(pair => pair.Second)));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<KnownConversation>(pairs.Count);
        while (await reader.ReadAsync(cancellationToken))
        {
            var pair = ParticipantPair.Of(reader.GetGuid(1), reader.GetGuid(2));
            found.Add(new KnownConversation(reader.GetGuid(0), pair, reader.GetString(3), reader.GetString(4)));
        }

        return found;
    }

    public async Task OpenAsync(IReadOnlyList<Conversation> conversations, CancellationToken cancellationToken)
    {
        await using var command = _connections.CreateCommand(InsertPairs);
        command.Parameters.Add(PostgresArray.OfUuids(conversations.Select(conversation => conversation.Id)));
        command.Parameters.Add(PostgresArray.OfUuids(conversations.Select(conversation => conversation.FirstUserId)));
        command.Parameters.Add(PostgresArray.OfUuids(conversations.Select(conversation => conversation.SecondUserId)));
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
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
}
