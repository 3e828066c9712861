using Npgsql;
using NpgsqlTypes;

namespace ChatApp.LoadTest.Seeding;

/// <summary>COPY in its binary format.</summary>
internal sealed class PostgresRowWriter(NpgsqlBinaryImporter importer) : IRowWriter
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

    public void Complete() => importer.Complete();

    public void Dispose() => importer.Dispose();
}
