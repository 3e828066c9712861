using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SQLitePCL;

namespace ChatApp.Infrastructure.Persistence;

/// <summary>
/// The one place that tells an outage of the database from a fault of the server. Whatever a driver or the file system
/// raises in a database call is an outage, unless it is known to be ours: a client repeats a call that was
/// <c>unavailable</c>, and gives up after an <c>internal_error</c>.
/// </summary>
internal static class DatabaseFailure
{
    // Classes of SQLSTATE, its first two characters: https://www.postgresql.org/docs/current/errcodes-appendix.html
    private const string FeatureNotSupported = "0A";
    private const string ConnectionException = "08";
    private const string CardinalityViolation = "21";
    private const string DataException = "22";
    private const string IntegrityConstraintViolation = "23";
    private const string InvalidAuthorization = "28";
    private const string TransactionRollback = "40";
    private const string SyntaxOrAccessRule = "42";
    private const string ProgramLimitExceeded = "54";
    private const string RaisedByFunction = "P0";
    private const string InternalError = "XX";

    /// <summary>Says what an exception means: the first of it and its causes that says anything decides.</summary>
    public static DatabaseFailureKind Classify(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (KindOf(cause) is { } kind)
            {
                return kind;
            }
        }

        return DatabaseFailureKind.Fault;
    }

    /// <summary>Whether the same call may well succeed later, so that its caller is told <c>unavailable</c>.</summary>
    public static bool IsPassing(Exception exception) => Classify(exception) is not DatabaseFailureKind.Fault;

    /// <summary>Whether no call succeeds now.</summary>
    internal static bool IsOutage(Exception exception) => Classify(exception) is DatabaseFailureKind.Outage;

    /// <summary>
    /// Whether it may be over in a moment. A password or a right that is missing does not come by itself.
    /// </summary>
    internal static bool IsWorthWaitingFor(Exception exception)
    {
        var refusal = FindRefusal(exception);
        return IsOutage(exception)
            && (refusal is null
                || (ClassOf(refusal) != InvalidAuthorization
                    && refusal.SqlState != PostgresErrorCodes.InsufficientPrivilege));
    }

    /// <summary>
    /// Whether a commit that failed so may be stored all the same, because its answer was lost. Only what the database
    /// itself has answered with an error, and stayed, is known not to be stored; the embedded one says of each commit
    /// how it ended. An error of class 08 is the answer of a connection pooler, which does not know either.
    /// </summary>
    internal static bool LeavesOutcomeOpen(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.StatementCompletionUnknown } => true,
        PostgresException refused =>
            refused.InvariantSeverity is not "ERROR" || ClassOf(refused) == ConnectionException,
        SqliteException or DBConcurrencyException => false,
        _ => true,
    };

    /// <summary>Whether a save failed because a unique index already has the value.</summary>
    internal static bool IsUniqueViolation(DbUpdateException exception) => exception.InnerException
        is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }
            or SqliteException
            {
                SqliteExtendedErrorCode: raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY
            };

    private static DatabaseFailureKind? KindOf(Exception exception) => exception switch
    {
        PostgresException refused => KindOf(refused),
        SqliteException refused => KindOf(refused),
        DbUpdateConcurrencyException => DatabaseFailureKind.Refusal,

        // A row that is not as it was under its lock, and two statements at once on one connection.
        DBConcurrencyException or NpgsqlOperationInProgressException => DatabaseFailureKind.Fault,
        DbException or TimeoutException or IOException or SocketException or UnauthorizedAccessException =>
            DatabaseFailureKind.Outage,

        // Nobody waits for the answer any more.
        OperationCanceledException => DatabaseFailureKind.Fault,

        // A parameter of the wrong type, say, and other mistakes in a call of the driver.
        ArgumentException or FormatException or IndexOutOfRangeException or InvalidCastException
            or NotSupportedException or OverflowException => DatabaseFailureKind.Fault,
        _ => IsRaisedByDriver(exception) ? DatabaseFailureKind.Outage : null,
    };

    private static DatabaseFailureKind KindOf(PostgresException exception) => exception.SqlState switch
    {
        // Another process has yet to migrate the database, or the operator has yet to grant something.
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn
            or PostgresErrorCodes.InsufficientPrivilege =>
            DatabaseFailureKind.Outage,
        PostgresErrorCodes.LockNotAvailable => DatabaseFailureKind.Refusal,
        _ => ClassOf(exception) switch
        {
            CardinalityViolation or DataException or IntegrityConstraintViolation or SyntaxOrAccessRule
                or ProgramLimitExceeded =>
                DatabaseFailureKind.Fault,

            // The first is what a prepared statement meets once whose table was changed meanwhile.
            FeatureNotSupported or TransactionRollback or RaisedByFunction or InternalError =>
                DatabaseFailureKind.Refusal,
            _ => DatabaseFailureKind.Outage,
        },
    };

    // https://www.sqlite.org/rescode.html
    private static DatabaseFailureKind KindOf(SqliteException exception) => exception.SqliteErrorCode switch
    {
        raw.SQLITE_ERROR => IsOfMissingSchema(exception) ? DatabaseFailureKind.Outage : DatabaseFailureKind.Fault,
        raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_MISUSE or raw.SQLITE_RANGE or raw.SQLITE_TOOBIG =>
            DatabaseFailureKind.Fault,
        raw.SQLITE_CORRUPT or raw.SQLITE_INTERNAL or raw.SQLITE_SCHEMA => DatabaseFailureKind.Refusal,
        _ => DatabaseFailureKind.Outage,
    };

    // SQLite has one code for a statement that is wrong and for one whose table another process has yet to make.
    private static bool IsOfMissingSchema(SqliteException exception) =>
        exception.Message.Contains("no such table", StringComparison.Ordinal)
        || exception.Message.Contains("no such column", StringComparison.Ordinal);

    private static string ClassOf(PostgresException exception) =>
        exception.SqlState is { Length: >= 2 } state ? state[..2] : "";

    private static PostgresException? FindRefusal(Exception? exception) =>
        exception is null or PostgresException ? exception as PostgresException : FindRefusal(exception.InnerException);

    // Some failures of a connection are raised by drivers as exceptions of no type of their own, a few of them by
    // helpers of the platform.
    private static bool IsRaisedByDriver(Exception exception)
    {
        var raisedBy = new StackTrace(exception).GetFrames()
            .Select(frame => frame.GetMethod()?.Module.Assembly)
            .FirstOrDefault(assembly =>
                assembly?.GetName().Name?.StartsWith("System", StringComparison.Ordinal) == false);
        return raisedBy is not null
            && (raisedBy == typeof(NpgsqlConnection).Assembly || raisedBy == typeof(SqliteConnection).Assembly);
    }
}
