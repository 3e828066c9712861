using ChatApp.Infrastructure.Persistence.Events;
using Npgsql;
using NpgsqlTypes;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>One round trip of two statements, which bring rows only where something differs.</summary>
internal sealed class PostgresStreamComparison(NpgsqlDataSource dataSource) : IStreamComparison
{
    private const string SelectGrown =
        """
        SELECT s.user_id, s.head FROM unnest($1, $2) AS known(user_id, head)
        JOIN user_streams s ON s.user_id = known.user_id WHERE s.head > known.head
        """;

    private const string SelectEnded = "SELECT user_id, id FROM sessions WHERE id = ANY($1) AND ended_at IS NOT NULL";

    public async Task<StreamDifferences> CompareAsync(
        IReadOnlyCollection<StreamHead> known, IReadOnlyCollection<Guid> sessionIds, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        batch.Timeout = DatabaseSettings.CommandTimeoutSeconds;
        batch.BatchCommands.Add(new NpgsqlBatchCommand(SelectGrown)
        {
            Parameters =
            {
                Array(known.Select(stream => stream.UserId), NpgsqlDbType.Uuid),
                Array(known.Select(stream => stream.Head), NpgsqlDbType.Bigint),
            },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(SelectEnded) { Parameters = { Array(sessionIds, NpgsqlDbType.Uuid) } });

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var grown = new List<StreamHead>();
        while (await reader.ReadAsync(cancellationToken))
        {
            grown.Add(new StreamHead(reader.GetGuid(0), reader.GetInt64(1)));
        }

        await reader.NextResultAsync(cancellationToken);
        var ended = new List<EndedSession>();
        while (await reader.ReadAsync(cancellationToken))
        {
            ended.Add(new EndedSession(reader.GetGuid(0), reader.GetGuid(1)));
        }

        return new StreamDifferences(grown, ended);
    }

    private static NpgsqlParameter<T[]> Array<T>(IEnumerable<T> values, NpgsqlDbType type) =>
        new() { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | type };
}
