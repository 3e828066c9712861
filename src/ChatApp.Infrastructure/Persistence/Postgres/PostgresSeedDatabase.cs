using ChatApp.Infrastructure.Persistence.Seeding;
using Npgsql;

namespace ChatApp.Infrastructure.Persistence.Postgres;

internal sealed class PostgresSeedDatabase : ISeedDatabase
{
    // Those with a row or more for each message; no other table refers to them.
    private static readonly string[] LargeTables = ["messages", "user_events"];

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(30);

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    public PostgresSeedDatabase(NpgsqlDataSource connections)
    {
        _connection = connections.OpenConnection();
        _transaction = _connection.BeginTransaction();
    }

    public IRowWriter Write(string table, params string[] columns)
    {
        var indexes = LargeTables.Contains(table) ? PostgresIndexes.SetAside(table, sql => Command(sql)) : null;
        var importer = _connection.BeginBinaryImport(
            $"COPY {table} ({string.Join(", ", columns)}) FROM STDIN (FORMAT BINARY)");
        importer.Timeout = LongestWait;
        return new PostgresRowWriter(importer, indexes);
    }

    public void SetHead(Guid userId, long head)
    {
        using var command = Command(
            "INSERT INTO user_streams (user_id, head, floor) VALUES ($1, $2, 0) ON CONFLICT (user_id) DO UPDATE "
            + "SET head = excluded.head",
            userId,
            head);
        command.ExecuteNonQuery();
    }

    public void Commit()
    {
        _transaction.Commit();

        // What autovacuum does within minutes; a measurement right after the seed should not have to wait for it.
        using var command = Command("VACUUM (ANALYZE) users, conversations, messages, user_streams, user_events");
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _transaction.Dispose();
        _connection.Dispose();
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, _connection) { CommandTimeout = (int)LongestWait.TotalSeconds };
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
