using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>
/// Sets up each connection: WAL, so that readers never wait for the writer; FULL, so that a commit is on the disk when it
/// returns (contract, section 6); a bounded wait for another process that writes.
/// </summary>
internal sealed class SqlitePragmas(SqliteWriteGate gate) : DbConnectionInterceptor
{
    public const string Statement =
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000; PRAGMA foreign_keys=ON;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        Apply(connection);
        if (gate.IsReadOnly)
        {
            // Good for this use alone: neither it nor those that are in the pool are used again.
            SqliteConnection.ClearPool((SqliteConnection)connection);
        }
    }

    public override Task ConnectionOpenedAsync(
        DbConnection connection,
        ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default)
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
