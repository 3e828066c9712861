using Microsoft.Data.Sqlite;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>A connection for reading, with the statements that it has prepared. For one caller at a time.</summary>
internal sealed class SqliteReadConnection : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = [];

    private readonly SqliteWriteGate _gate;
    private readonly int _period;

    private SqliteReadConnection(SqliteConnection connection, SqliteWriteGate gate, int period) =>
        (_connection, _gate, _period) = (connection, gate, period);

    /// <summary>Whether it may be used again (<see cref="SqliteWriteGate"/>).</summary>
    public bool MayBeKept => _gate.MayKeep(_period);

    public static async Task<SqliteReadConnection> OpenAsync(
        string connectionString, SqliteWriteGate gate, CancellationToken cancellationToken)
    {
        var period = gate.Period;
        var connection = new SqliteConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            SqlitePragmas.Apply(connection);
            return new SqliteReadConnection(connection, gate, period);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Executes a statement with these as <c>$1</c>, <c>$2</c>…; it is prepared the first time.</summary>
    public SqliteDataReader Query(string sql, params ReadOnlySpan<object?> values)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            _statements[sql] = statement = new SqliteStatement(_connection, sql, values.Length);
        }

        return statement.Query(transaction: null, values);
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }
}
