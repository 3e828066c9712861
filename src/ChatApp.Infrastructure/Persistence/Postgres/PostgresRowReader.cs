using ChatApp.Infrastructure.Persistence.Writing.Tables;
using Npgsql;

namespace ChatApp.Infrastructure.Persistence.Postgres;

internal sealed class PostgresRowReader(NpgsqlDataReader reader) : IRowReader
{
    public T? Get<T>(int ordinal) => reader.IsDBNull(ordinal) ? default : reader.GetFieldValue<T>(ordinal);
}
