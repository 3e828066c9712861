using Microsoft.Data.Sqlite;

namespace ChatApp.LoadTest.Seeding;

internal sealed class SqliteSeedDatabase : ISeedDatabase
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;

    public SqliteSeedDatabase(string connectionString)
    {
        _connection = new SqliteConnection(connectionString);
        _connection.Open();

        // 256 MiB of page cache: without it, random inserts into the indexes go to the disk and back.
        using (var cache = new SqliteCommand("PRAGMA cache_size = -262144", _connection))
        {
            cache.ExecuteNonQuery();
        }

        _transaction = _connection.BeginTransaction();
    }

    public SeedUser? FindUser(string username)
    {
        using var command = Command(
            """
            SELECT u.id, u.username, u.password_hash, coalesce(s.head, 0)
            FROM users AS u LEFT JOIN user_streams AS s ON s.user_id = u.id WHERE u.username_key = $1
            """,
            username.ToLowerInvariant());
        using var reader = command.ExecuteReader();
        return reader.Read()
            ? new SeedUser(
                new Guid((byte[])reader[0], bigEndian: true),
                reader.GetString(1),
                reader.GetString(2),
                reader.GetInt64(3))
            : null;
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
            userId.ToByteArray(bigEndian: true),
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
