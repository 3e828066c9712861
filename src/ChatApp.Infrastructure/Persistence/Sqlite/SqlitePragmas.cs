using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>
/// WAL: readers never wait for the writer. FULL: a commit is on the disk when it returns (contract, section 6). A
/// limited wait for another process that writes. Deleted text is overwritten.
/// </summary>
internal sealed class SqlitePragmas(SqliteWriteGate gate) : DbConnectionInterceptor
{
    public const string Statement =
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000; PRAGMA foreign_keys=ON; "
        + "PRAGMA secure_delete=ON;";

    private int _period;

    public override InterceptionResult ConnectionOpening(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
    {
        var period = gate.Period;
        if (!gate.MayKeep(Interlocked.Exchange(ref _period, period)))
        {
            // So that no connection of an earlier period is reused.
            SqliteConnection.ClearPool((SqliteConnection)connection);
        }

        return result;
    }

    public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection,
        ConnectionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(ConnectionOpening(connection, eventData, result));

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        Apply(connection);
        var opened = (SqliteConnection)connection;
        if (raw.sqlite3_db_readonly(opened.Handle, "main") == 1)
        {
            // No write has shown yet that the connection is read-only; it is not reused.
            SqliteConnection.ClearPool(opened);
        }
    }

    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }

    public static void Apply(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Statement;
        command.ExecuteNonQuery();
    }
}
