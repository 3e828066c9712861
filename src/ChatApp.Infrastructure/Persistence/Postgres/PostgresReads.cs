using ChatApp.Infrastructure.Persistence.Reading;
using ChatApp.Infrastructure.Persistence.Writing.Tables;
using Npgsql;
using NpgsqlTypes;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>Each call needs one round trip, for any number of streams.</summary>
internal sealed class PostgresReads(NpgsqlDataSource dataSource) : IPreparedReads
{
    // The slices are read one after the other, until there are enough messages.
    private static readonly string SelectFromIndex =
        $"""
        SELECT {MessageTable.Rows.ListColumns("m")}, u.username, hit.number
        FROM (
            SELECT found.message_id, found.number FROM unnest($1) AS slice(condition)
            CROSS JOIN LATERAL (
                SELECT s.message_id, s.number FROM search_documents s
                WHERE s.tokens @@ slice.condition::tsquery AND s.number < $2
                ORDER BY s.number DESC LIMIT $3) AS found
            LIMIT $3) AS hit
        JOIN messages m ON m.id = hit.message_id JOIN users u ON u.id = m.sender_id
        """;

    private const string SelectBounds = "SELECT user_id, floor, head FROM user_streams WHERE user_id = ANY ($1)";

    private const string SelectGrown =
        """
        SELECT s.user_id, s.head FROM unnest($1, $2) AS known(user_id, head)
        JOIN user_streams s ON s.user_id = known.user_id WHERE s.head > known.head
        """;

    private const string SelectInTouch =
        $"""
        SELECT c.first_user_id, c.second_user_id FROM unnest($1, $2) AS asked(first_user_id, second_user_id)
        JOIN conversations c ON c.first_user_id = asked.first_user_id AND c.second_user_id = asked.second_user_id
        JOIN conversation_members m ON m.conversation_id = c.id AND m.user_id = c.first_user_id
        WHERE {InTouch.Condition}
        """;

    // The page is read from the index alone. With a condition on other columns, PostgreSQL reads and sorts all
    // conversations of the user for each page.
    private const string SelectPeers =
        $"""
        SELECT asked.user_id, c.first_user_id, c.second_user_id, c.id, {InTouch.Condition}
        FROM unnest($1, $2) AS asked(user_id, before)
        CROSS JOIN LATERAL (
            SELECT conversation_id FROM conversation_members
            WHERE user_id = asked.user_id AND conversation_id < asked.before
            ORDER BY conversation_id DESC LIMIT $3) page
        JOIN conversation_members m ON m.conversation_id = page.conversation_id AND m.user_id = asked.user_id
        JOIN conversations c ON c.id = page.conversation_id
        """;

    public Task<List<MessageDto>> ReadMessagesAsync(
        KnownConversation conversation, HistoryRange range, int count, CancellationToken cancellationToken)
    {
        var message = new Message();
        return dataSource.QueryAsync(
            MessagePageSql.For(range),
            [
                new NpgsqlParameter<Guid> { TypedValue = conversation.Id },
                new NpgsqlParameter<long> { TypedValue = count },
                .. range.Bounds.Select(bound => new NpgsqlParameter<Guid> { TypedValue = bound }),
            ],
            row => MessagePageSql.Read(row, message),
            cancellationToken);
    }

    public async Task<List<FoundMessage>> FindInIndexAsync(IndexRange range, CancellationToken cancellationToken)
    {
        var (message, columns) = (new Message(), MessageTable.Rows.Columns.Count);
        var found = await dataSource.QueryAsync(
            SelectFromIndex,
            [
                PostgresQueries.ArrayOf(range.Conditions(quote: '\'', start: ":*", and: " & "), NpgsqlDbType.Text),
                new NpgsqlParameter<long> { TypedValue = range.Before },
                new NpgsqlParameter<long> { TypedValue = range.Count },
            ],
            row =>
            {
                MessageTable.Rows.Read(row, message);
                return new FoundMessage(
                    row.Get<long>(columns + 1), MessageDto.From(message, row.Get<string>(columns)!));
            },
            cancellationToken);
        found.Sort((one, other) => other.Number.CompareTo(one.Number));
        return found;
    }

    public async Task<IReadOnlyDictionary<Guid, StreamBounds>> ReadBoundsAsync(
        IReadOnlyList<Guid> userIds, CancellationToken cancellationToken)
    {
        var found = await dataSource.QueryAsync(
            SelectBounds,
            [PostgresQueries.ArrayOf(userIds)],
            row => (UserId: row.Get<Guid>(0), Bounds: new StreamBounds(row.Get<long>(1), row.Get<long>(2))),
            cancellationToken);
        return found.ToDictionary(stream => stream.UserId, stream => stream.Bounds);
    }

    public async Task<IReadOnlyDictionary<ParticipantPair, bool>> FindInTouchAsync(
        IReadOnlyList<ParticipantPair> pairs, CancellationToken cancellationToken)
    {
        var found = await dataSource.QueryAsync(
            SelectInTouch,
            [
                PostgresQueries.ArrayOf(pairs.Select(pair => pair.First)),
                PostgresQueries.ArrayOf(pairs.Select(pair => pair.Second)),
            ],
            row => ParticipantPair.Of(row.Get<Guid>(0), row.Get<Guid>(1)),
            cancellationToken);
        return found.ToDictionary(pair => pair, _ => true);
    }

    public Task<List<FoundPeer>> FindPeersAsync(
        IReadOnlyList<PeersBefore> asked, int limit, CancellationToken cancellationToken) =>
        dataSource.QueryAsync(
            SelectPeers,
            [
                PostgresQueries.ArrayOf(asked.Select(user => user.UserId)),
                PostgresQueries.ArrayOf(asked.Select(user => user.ConversationId)),
                new NpgsqlParameter<int> { TypedValue = limit },
            ],
            row =>
            {
                var userId = row.Get<Guid>(0);
                var pair = ParticipantPair.Of(row.Get<Guid>(1), row.Get<Guid>(2));
                return new FoundPeer(userId, pair.PeerOf(userId), row.Get<Guid>(3), row.Get<bool>(4));
            },
            cancellationToken);

    public async Task<IReadOnlyList<StreamHead>> FindGrownAsync(
        IReadOnlyCollection<StreamHead> known, CancellationToken cancellationToken) =>
        await dataSource.QueryAsync(
            SelectGrown,
            [
                PostgresQueries.ArrayOf(known.Select(stream => stream.UserId)),
                PostgresQueries.ArrayOf(known.Select(stream => stream.Head), NpgsqlDbType.Bigint),
            ],
            row => new StreamHead(row.Get<Guid>(0), row.Get<long>(1)),
            cancellationToken);
}
