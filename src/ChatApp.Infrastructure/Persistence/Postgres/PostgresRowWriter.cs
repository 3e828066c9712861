using ChatApp.Infrastructure.Persistence.Seeding;
using Npgsql;
using NpgsqlTypes;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>
/// COPY in its binary format; at its end the indexes that were set aside for it, if any, are made again.
/// </summary>
internal sealed class PostgresRowWriter(NpgsqlBinaryImporter importer, PostgresIndexes? indexes) : IRowWriter
{
    public void StartRow() => importer.StartRow();

    public void Id(Guid? value)
    {
        if (value is { } id)
        {
            importer.Write(id, NpgsqlDbType.Uuid);
        }
        else
        {
            importer.WriteNull();
        }
    }

    public void Text(string value) => importer.Write(value, NpgsqlDbType.Text);

    public void Number(long value) => importer.Write(value, NpgsqlDbType.Bigint);

    public void SmallNumber(short value) => importer.Write(value, NpgsqlDbType.Smallint);

    public void Flag(bool value) => importer.Write(value, NpgsqlDbType.Boolean);

    public void Time(DateTimeOffset value) => importer.Write(value, NpgsqlDbType.TimestampTz);

    public void Complete()
    {
        importer.Complete();
        importer.Dispose();
        indexes?.Restore();
    }

    public void Dispose() => importer.Dispose();
}
