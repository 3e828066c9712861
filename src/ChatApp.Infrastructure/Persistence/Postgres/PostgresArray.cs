using Npgsql;
using NpgsqlTypes;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>
/// A column of values as one array parameter, so that a statement has the same text for any number of rows.
/// </summary>
internal static class PostgresArray
{
    public static NpgsqlParameter<T[]> Of<T>(IEnumerable<T> values, NpgsqlDbType type) =>
        new() { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | type };

    public static NpgsqlParameter<Guid[]> OfUuids(IEnumerable<Guid> values) => Of(values, NpgsqlDbType.Uuid);
}
