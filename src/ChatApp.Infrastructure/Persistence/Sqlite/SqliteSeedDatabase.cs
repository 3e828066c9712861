using ChatApp.Infrastructure.Persistence.Seeding;
using Microsoft.Data.Sqlite;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

internal sealed class SqliteSeedDatabase : ISeedDatabase
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;

    public SqliteSeedDatabase(DatabaseSettings settings)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = settings.SqliteFile,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
        }.ConnectionString);
        _connection.Open();
        SqlitePragmas.Apply(_connection);

        // 256 MiB of page cache: without it, random inserts into the indexes go to the disk and back.
        using (var cache = new SqliteCommand("PRAGMA cache_size = -262144", _connection))
        {
            cache.ExecuteNonQuery();
        }

        _transaction = _connection.BeginTransaction();
    }

    public IRowWriter Write(string table, params string[] columns)
    {
        var names = columns.Select((_, i) => $"${i + 1}").ToArray();
        var insert = Command($"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", names)})");
        foreach (var name in names)
        {
            insert.Parameters.Add(new SqliteParameter(name, DBNull.Value));
        }

        insert.Prepare();
        return new SqliteRowWriter(insert);
    }

    public void SetHead(Guid userId, long head)
    {
        using var command = Command(
            "INSERT INTO user_streams (user_id, head, floor) VALUES ($1, $2, 0) ON CONFLICT (user_id) DO UPDATE "
            + "SET head = excluded.head",
            SqliteValues.FromGuid(userId),
            head);
        command.ExecuteNonQuery();
    }

    public void Commit()
    {
        _transaction.Commit();
        using var checkpoint = new SqliteCommand("PRAGMA wal_checkpoint(TRUNCATE)", _connection);
        checkpoint.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _transaction.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Command(string sql, params object[] values)
    {
        var command = new SqliteCommand(sql, _connection, _transaction);
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.Add(new SqliteParameter($"${i + 1}", values[i]));
        }

        return command;
    }
}
