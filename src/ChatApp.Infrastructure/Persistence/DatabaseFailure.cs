using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace ChatApp.Infrastructure.Persistence;

/// <summary>
/// The only place that distinguishes an outage of the database from a fault of the server. Clients repeat a call after
/// <c>unavailable</c>, and give up after <c>internal_error</c>. An unknown exception of a driver counts as an outage.
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

    /// <summary>The first known exception in the chain of inner exceptions decides.</summary>
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

    public static bool IsPassing(Exception exception) => Classify(exception) is not DatabaseFailureKind.Fault;

    /// <summary>Whether the database, and not the program, is the reason, even if a repeat fails again.</summary>
    public static bool IsOfDatabase(Exception exception) =>
        exception is not OperationCanceledException
        && (exception is DbException || exception.InnerException is DbException || IsPassing(exception));

    internal static bool IsOutage(Exception exception) => Classify(exception) is DatabaseFailureKind.Outage;

    /// <summary>Whether it may be over in a moment, unlike a wrong password or a missing permission.</summary>
    internal static bool IsWorthWaitingFor(Exception exception)
    {
        var refusal = FindRefusal(exception);
        return IsOutage(exception)
            && (refusal is null
                || (ClassOf(refusal) != InvalidAuthorization
                    && refusal.SqlState != PostgresErrorCodes.InsufficientPrivilege));
    }

    /// <summary>
    /// Whether a failed commit may be stored nevertheless, because its answer was lost. It is certainly not stored only
    /// if PostgreSQL itself answered with an error and kept the connection open. SQLite always reports how a commit
    /// ended. An error of class 08 comes from a connection pooler, which does not know the outcome.
    /// </summary>
    internal static bool LeavesOutcomeOpen(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.StatementCompletionUnknown } => true,
        PostgresException refused =>
            refused.InvariantSeverity is not "ERROR" || ClassOf(refused) == ConnectionException,
        SqliteException or DBConcurrencyException => false,
        _ => true,
    };

    /// <summary>Whether a save failed because a unique index already contains the value.</summary>
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

        // A row that changed despite its lock, or two concurrent statements on one connection.
        DBConcurrencyException or NpgsqlOperationInProgressException => DatabaseFailureKind.Fault,
        DbException or TimeoutException or IOException or SocketException or UnauthorizedAccessException =>
            DatabaseFailureKind.Outage,

        // The caller has disconnected.
        OperationCanceledException => DatabaseFailureKind.Fault,

        // Mistakes in a call of the driver, such as a parameter of the wrong type.
        ArgumentException or FormatException or IndexOutOfRangeException or InvalidCastException
            or NotSupportedException or OverflowException => DatabaseFailureKind.Fault,
        _ => IsRaisedByDriver(exception) ? DatabaseFailureKind.Outage : null,
    };

    private static DatabaseFailureKind KindOf(PostgresException exception) => exception.SqlState switch
    {
        // The database is not migrated yet, or the operator has not granted a permission yet.
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn
            or PostgresErrorCodes.InsufficientPrivilege => DatabaseFailureKind.Outage,
        PostgresErrorCodes.LockNotAvailable => DatabaseFailureKind.Refusal,
        _ => ClassOf(exception) switch
        {
            CardinalityViolation or DataException or IntegrityConstraintViolation or SyntaxOrAccessRule
                or ProgramLimitExceeded => DatabaseFailureKind.Fault,

            // A prepared statement fails once with the first one after its table was changed.
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

    // SQLite has the same code for a wrong statement and for a table that is not migrated yet.
    private static bool IsOfMissingSchema(SqliteException exception) =>
        exception.Message.Contains("no such table", StringComparison.Ordinal)
        || exception.Message.Contains("no such column", StringComparison.Ordinal);

    private static string ClassOf(PostgresException exception) =>
        exception.SqlState is { Length: >= 2 } state ? state[..2] : "";

    private static PostgresException? FindRefusal(Exception? exception) =>
        exception is null or PostgresException ? exception as PostgresException : FindRefusal(exception.InnerException);

    // Drivers, and platform helpers that they call, raise some connection failures as exceptions of general types.
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

internal enum DatabaseFailureKind
{
    /// <summary>A fault in code, SQL or data, which a repeat finds again; or a call that was cancelled.</summary>
    Fault,

    /// <summary>The database refused this transaction; a repeat, or another call, may succeed.</summary>
    Refusal,

    /// <summary>No call succeeds now; a repeat may succeed later.</summary>
    Outage,
}

internal sealed class FailureClassifier : IFailureClassifier
{
    public bool IsTransient(Exception exception) => DatabaseFailure.IsPassing(exception);
}
