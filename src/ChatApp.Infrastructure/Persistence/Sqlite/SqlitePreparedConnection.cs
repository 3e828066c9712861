using ChatApp.Infrastructure.Persistence.Writing.Tables;
using Microsoft.Data.Sqlite;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>A connection with its prepared statements (parameters <c>$1</c>…). Not for concurrent use.</summary>
internal sealed class SqlitePreparedConnection(SqliteConnection connection, SqliteWriteGate gate, int period)
    : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _commands = [];

    private SqliteTransaction? _transaction;

    public bool MayBeKept => gate.MayKeep(period);

    public static async Task<SqlitePreparedConnection> OpenAsync(
        string connectionString, SqliteWriteGate gate, CancellationToken cancellationToken)
    {
        var period = gate.Period;
        var connection = new SqliteConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            SqlitePragmas.Apply(connection);
            return new SqlitePreparedConnection(connection, gate, period);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes the write lock at once, so what the transaction reads is not stale at its commit.</summary>
    public SqliteTransaction BeginTransaction() => _transaction = connection.BeginTransaction(deferred: false);

    public void Read(string sql, Action<IRowReader> add, params ReadOnlySpan<object?> values)
    {
        using var reader = Prepare(sql, values).ExecuteReader();
        var row = new SqliteRowReader(reader);
        while (reader.Read())
        {
            add(row);
        }
    }

    public int Execute(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteNonQuery();

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _commands[sql] = new SqliteCommand(sql, connection);
            for (var i = 1; i <= values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
            }
        }

        command.Transaction = _transaction?.Connection is null ? null : _transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = SqliteValues.From(values[i]) ?? DBNull.Value;
        }

        return command;
    }
}
