using ChatApp.Infrastructure.Persistence.Writing.Tables;
using Microsoft.Data.Sqlite;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

internal sealed class SqliteRowReader(SqliteDataReader reader) : IRowReader
{
    public T? Get<T>(int ordinal)
    {
        if (reader.IsDBNull(ordinal))
        {
            return default;
        }

        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        return type == typeof(Guid) ? (T)(object)SqliteValues.ToGuid(reader.GetFieldValue<byte[]>(ordinal))
            : type == typeof(DateTimeOffset) ? (T)(object)SqliteValues.ToTime(reader.GetInt64(ordinal))
            : reader.GetFieldValue<T>(ordinal);
    }
}
