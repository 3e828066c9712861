using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace ChatApp.Infrastructure.Persistence;

/// <summary>Tells a database that cannot answer right now from a statement that it has refused.</summary>
public static class DatabaseFailure
{
    /// <summary>Whether the same call may well succeed later: no connection, a time-out, too many connections, a lock not free in time.</summary>
    public static bool IsOutage(Exception exception) => exception switch
    {
        TimeoutException => true,
        DbException { IsTransient: true } => true,
        // Busy, locked, input or output error, disk full: https://www.sqlite.org/rescode.html
        SqliteException { SqliteErrorCode: 5 or 6 or 10 or 13 } => true,
        _ => exception.InnerException is { } inner && IsOutage(inner),
    };
}
