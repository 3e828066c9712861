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
    /// Whether the same call may well succeed later: no connection, a time-out, a server that starts or stops or is a standby, a disk that is
    /// full. If a commit failed so, its outcome is unknown. A deadlock is none of these: it is over, and nothing was written.
    /// </summary>
    public static bool IsOutage(Exception exception) => exception switch
    {
        TimeoutException => true,
        PostgresException refused => IsOutage(refused),
        DbException { IsTransient: true } => true,
        // Busy, locked, input or output error, disk full: https://www.sqlite.org/rescode.html
        SqliteException { SqliteErrorCode: 5 or 6 or 10 or 13 } => true,
        _ => exception.InnerException is { } inner && IsOutage(inner),
    };

    private static bool IsOutage(PostgresException exception) => exception.SqlState switch
    {
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure => false,
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.QueryCanceled => true,
        IdleInTransactionSessionTimeout or PostgresErrorCodes.ReadOnlySqlTransaction => true,
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => true,
        _ => exception.IsTransient,
    };
}
