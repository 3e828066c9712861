using ChatApp.Infrastructure.Persistence.Writing.Tables;
using Npgsql;
using NpgsqlTypes;

namespace ChatApp.Infrastructure.Persistence.Postgres;

internal static class PostgresQueries
{
    public static Task<List<T>> QueryAsync<T>(
        this NpgsqlDataSource connections,
        string sql,
        NpgsqlParameter[] parameters,
        Func<IRowReader, T> read,
        CancellationToken cancellationToken)
    {
        return PostgresOutages.GuardAsync(connections, ReadAllAsync());

        async Task<List<T>> ReadAllAsync()
        {
            await using var command = connections.CreateCommand(sql);
            command.Parameters.AddRange(parameters);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var (row, found) = (new PostgresRowReader(reader), new List<T>());
            while (await reader.ReadAsync(cancellationToken))
            {
                found.Add(read(row));
            }

            return found;
        }
    }

    /// <summary>An array as one parameter, so that the statement has the same text for any number of values.</summary>
    public static NpgsqlParameter ArrayOf<T>(IEnumerable<T> values, NpgsqlDbType type) =>
        new NpgsqlParameter<T[]> { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | type };

    public static NpgsqlParameter ArrayOf(IEnumerable<Guid> values) => ArrayOf(values, NpgsqlDbType.Uuid);
}
