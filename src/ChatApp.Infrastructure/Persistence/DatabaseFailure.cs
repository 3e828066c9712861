using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ChatApp.Infrastructure.Persistence;

/// <summary>Tells a database that cannot answer right now from a statement that it has refused.</summary>
public static class DatabaseFailure
{
    // https://www.postgresql.org/docs/current/errcodes-appendix.html
    private const string IdleInTransactionSessionTimeout = "25P03";

    /// <summary>
    /// Whether the same call may well succeed later: no connection, a time-out, a server that starts or stops, is a standby or not migrated yet, a
    /// disk that is full. A deadlock is none of these: it is over, and nothing was written.
    /// </summary>
    public static bool IsOutage(Exception exception) => exception switch
    {
        TimeoutException => true,
        PostgresException refused => IsOutage(refused),
        DbException { IsTransient: true } => true,
        // Busy, locked, input or output error, disk full, no file: https://www.sqlite.org/rescode.html
        SqliteException { SqliteErrorCode: 5 or 6 or 10 or 13 or 14 } => true,
        _ => exception.InnerException is { } inner && IsOutage(inner),
    };

    /// <summary>Whether it is an outage and not, as a wrong password is, something that will not mend itself.</summary>
    internal static bool IsOutOfReach(Exception exception) =>
        IsOutage(exception) && exception is not PostgresException { SqlState: ['2', '8', ..] } && exception.InnerException is not PostgresException { SqlState: ['2', '8', ..] };

    /// <summary>
    /// Whether a commit that failed so may be stored all the same: the answer was lost. Only what the database itself has answered with an
    /// error, and stayed, is known not to be stored; the embedded one says of each commit how it ended. Whatever else it is, nobody knows.
    /// </summary>
    internal static bool LeavesOutcomeOpen(Exception exception) => exception switch
    {
        PostgresException refused => refused.InvariantSeverity is not "ERROR",
        SqliteException or DBConcurrencyException => false,
        _ => true,
    };

    private static bool IsOutage(PostgresException exception) => exception.SqlState switch
    {
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure => false,
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.QueryCanceled => true,
        IdleInTransactionSessionTimeout or PostgresErrorCodes.ReadOnlySqlTransaction => true,

        // Another process has yet to migrate the database.
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn => true,
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => true,
        _ => exception.IsTransient,
    };
}
