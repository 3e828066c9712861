using ChatApp.Infrastructure.Persistence.Reading;
using Npgsql;
using NpgsqlTypes;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>Sends what is known to the database, which answers with the streams that differ: mostly none.</summary>
internal sealed class PostgresStreamComparison(NpgsqlDataSource dataSource) : IStreamComparison
{
    private const string SelectGrown =
        """
        SELECT s.user_id, s.head FROM unnest($1, $2) AS known(user_id, head)
        JOIN user_streams s ON s.user_id = known.user_id WHERE s.head > known.head
        """;

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
