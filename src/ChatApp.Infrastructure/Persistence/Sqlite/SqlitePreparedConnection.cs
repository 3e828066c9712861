using Microsoft.Data.Sqlite;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>
/// A kept connection with its prepared statements, whose parameters are <c>$1</c>, <c>$2</c>… Not for concurrent use.
/// </summary>
internal sealed class SqlitePreparedConnection : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteWriteGate _gate;
    private readonly int _period;
    private readonly Dictionary<string, SqliteCommand> _commands = [];

    private SqliteTransaction? _transaction;

    private SqlitePreparedConnection(SqliteConnection connection, SqliteWriteGate gate, int period) =>
        (_connection, _gate, _period) = (connection, gate, period);

    /// <summary>Whether it may be reused (<see cref="SqliteWriteGate"/>).</summary>
    public bool MayBeKept => _gate.MayKeep(_period);

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

    /// <summary>
    /// Begins a transaction that includes all statements until it ends. It takes the write lock at once, so what it
    /// reads cannot be stale at its commit.
    /// </summary>
    public SqliteTransaction BeginTransaction() => _transaction = _connection.BeginTransaction(deferred: false);

    public SqliteDataReader Query(string sql, params ReadOnlySpan<object?> values) =>
        Prepare(sql, values).ExecuteReader();

    /// <returns>The number of changed rows.</returns>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteNonQuery();

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _commands[sql] = new SqliteCommand(sql, _connection);
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
