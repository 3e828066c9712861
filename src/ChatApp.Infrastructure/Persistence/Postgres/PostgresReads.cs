using ChatApp.Infrastructure.Persistence.Reading;
using ChatApp.Infrastructure.Persistence.Writing.Tables;
using Npgsql;
using NpgsqlTypes;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>Each call needs one round trip, for any number of streams.</summary>
internal sealed class PostgresReads(NpgsqlDataSource dataSource) : IPreparedReads
{
    private const string SelectBounds = "SELECT user_id, floor, head FROM user_streams WHERE user_id = ANY ($1)";

    private const string SelectGrown =
        """
        SELECT s.user_id, s.head FROM unnest($1, $2) AS known(user_id, head)
        JOIN user_streams s ON s.user_id = known.user_id WHERE s.head > known.head
        """;

    public async Task<List<MessageDto>> ReadMessagesAsync(
        KnownConversation conversation, HistoryRange range, int count, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(MessagePageSql.For(range));
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = conversation.Id });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = count });
        foreach (var bound in range.Bounds)
        {
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = bound });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var row = new PostgresRowReader(reader);
        var (message, messages) = (new Message(), new List<MessageDto>(count));
        while (await reader.ReadAsync(cancellationToken))
        {
            MessageTable.Rows.Read(row, message);
            messages.Add(MessageDto.From(message, conversation.UsernameOf(message.SenderId)));
        }

        return messages;
    }

    public async Task<IReadOnlyDictionary<Guid, StreamBounds>> ReadBoundsAsync(
        IReadOnlyList<Guid> userIds, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(SelectBounds);
        command.Parameters.Add(PostgresArray.OfUuids(userIds));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<Guid, StreamBounds>(userIds.Count);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(reader.GetGuid(0), new StreamBounds(reader.GetInt64(1), reader.GetInt64(2)));
        }

        return found;
    }

    public async Task<IReadOnlyList<StreamHead>> FindGrownAsync(
        IReadOnlyCollection<StreamHead> known, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(SelectGrown);
        command.Parameters.Add(PostgresArray.OfUuids(known.Select(stream => stream.UserId)));
        command.Parameters.Add(PostgresArray.Of(known.Select(stream => stream.Head), NpgsqlDbType.Bigint));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var grown = new List<StreamHead>();
        while (await reader.ReadAsync(cancellationToken))
        {
            grown.Add(new StreamHead(reader.GetGuid(0), reader.GetInt64(1)));
        }

        return grown;
    }
}
