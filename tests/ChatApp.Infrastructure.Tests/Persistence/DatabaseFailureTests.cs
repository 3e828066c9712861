using System.Data;
using System.Net.Sockets;
using ChatApp.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ChatApp.Infrastructure.Tests.Persistence;

internal sealed class DatabaseFailureTests
{
    [TestCase("ERROR", PostgresErrorCodes.AdminShutdown, false)]
    [TestCase("FATAL", PostgresErrorCodes.AdminShutdown, true)]
    [TestCase("ERROR", PostgresErrorCodes.ProtocolViolation, true)]
    [TestCase("ERROR", PostgresErrorCodes.StatementCompletionUnknown, true)]
    public void The_outcome_of_a_commit_does_not_depend_on_the_language_of_the_server(
        string severity, string sqlState, bool isOpen)
    {
        var refused = new PostgresException("Die Transaktion ist fehlgeschlagen.", "FEHLER", severity, sqlState);

        Assert.That(DatabaseFailure.LeavesOutcomeOpen(refused), Is.EqualTo(isOpen));
    }

    // The class of the code decides, except for codes that have another meaning here.
    [TestCase("22021", DatabaseFailureKind.Fault)]
    [TestCase("22P02", DatabaseFailureKind.Fault)]
    [TestCase("23505", DatabaseFailureKind.Fault)]
    [TestCase("42601", DatabaseFailureKind.Fault)]
    [TestCase("42883", DatabaseFailureKind.Fault)]
    [TestCase("42P01", DatabaseFailureKind.Outage)]
    [TestCase("42703", DatabaseFailureKind.Outage)]
    [TestCase("42501", DatabaseFailureKind.Outage)]
    [TestCase("40001", DatabaseFailureKind.Refusal)]
    [TestCase("40P01", DatabaseFailureKind.Refusal)]
    [TestCase("55P03", DatabaseFailureKind.Refusal)]
    [TestCase("0A000", DatabaseFailureKind.Refusal)]
    [TestCase("XX000", DatabaseFailureKind.Refusal)]
    [TestCase("08P01", DatabaseFailureKind.Outage)]
    [TestCase("08006", DatabaseFailureKind.Outage)]
    [TestCase("25006", DatabaseFailureKind.Outage)]
    [TestCase("25P03", DatabaseFailureKind.Outage)]
    [TestCase("26000", DatabaseFailureKind.Outage)]
    [TestCase("28P01", DatabaseFailureKind.Outage)]
    [TestCase("3D000", DatabaseFailureKind.Outage)]
    [TestCase("53100", DatabaseFailureKind.Outage)]
    [TestCase("53300", DatabaseFailureKind.Outage)]
    [TestCase("55000", DatabaseFailureKind.Outage)]
    [TestCase("57014", DatabaseFailureKind.Outage)]
    [TestCase("57P01", DatabaseFailureKind.Outage)]
    [TestCase("57P03", DatabaseFailureKind.Outage)]
    [TestCase("58030", DatabaseFailureKind.Outage)]
    [TestCase("99999", DatabaseFailureKind.Outage)]
    public void A_PostgreSQL_error_is_an_outage_unless_it_is_a_known_fault(
        string sqlState, DatabaseFailureKind kind)
    {
        var refused = new PostgresException("No.", "ERROR", "ERROR", sqlState);

        Assert.That(DatabaseFailure.Classify(refused), Is.EqualTo(kind));
        Assert.That(DatabaseFailure.Classify(new DbUpdateException("A save failed.", refused)), Is.EqualTo(kind));
    }

    [TestCase(1, "near \"SELEC\": syntax error", DatabaseFailureKind.Fault)]
    [TestCase(1, "no such table: users", DatabaseFailureKind.Outage)]
    [TestCase(1, "no such column: last_message_id", DatabaseFailureKind.Outage)]
    [TestCase(3, "access permission denied", DatabaseFailureKind.Outage)]
    [TestCase(5, "database is locked", DatabaseFailureKind.Outage)]
    [TestCase(8, "attempt to write a readonly database", DatabaseFailureKind.Outage)]
    [TestCase(10, "disk I/O error", DatabaseFailureKind.Outage)]
    [TestCase(11, "database disk image is malformed", DatabaseFailureKind.Refusal)]
    [TestCase(13, "database or disk is full", DatabaseFailureKind.Outage)]
    [TestCase(14, "unable to open database file", DatabaseFailureKind.Outage)]
    [TestCase(15, "locking protocol", DatabaseFailureKind.Outage)]
    [TestCase(19, "UNIQUE constraint failed", DatabaseFailureKind.Fault)]
    [TestCase(20, "datatype mismatch", DatabaseFailureKind.Fault)]
    [TestCase(21, "bad parameter or other API misuse", DatabaseFailureKind.Fault)]
    [TestCase(26, "file is not a database", DatabaseFailureKind.Outage)]
    public void A_SQLite_error_is_an_outage_unless_it_is_a_known_fault(
        int code, string message, DatabaseFailureKind kind) =>
        Assert.That(DatabaseFailure.Classify(new SqliteException($"SQLite Error {code}: '{message}'.", code)),
            Is.EqualTo(kind));

    [TestCaseSource(nameof(Others))]
    public void Other_exceptions_are_classified_by_type_and_source(Exception exception, DatabaseFailureKind kind) =>
        Assert.That(DatabaseFailure.Classify(exception), Is.EqualTo(kind));

    [TestCase("28P01", false)]
    [TestCase("42501", false)]
    [TestCase("3D000", true)]
    [TestCase("08P01", true)]
    [TestCase("57P03", true)]
    [TestCase("23505", false)]
    public void A_start_waits_only_for_temporary_errors(string sqlState, bool isWorthIt)
    {
        var refused = new PostgresException("No.", "FATAL", "FATAL", sqlState);

        Assert.That(DatabaseFailure.IsWorthWaitingFor(refused), Is.EqualTo(isWorthIt));
        Assert.That(DatabaseFailure.IsWorthWaitingFor(new InvalidOperationException("Likely transient.", refused)),
            Is.EqualTo(isWorthIt));
    }

    [Test]
    public void Only_an_answer_of_the_database_proves_that_nothing_is_stored()
    {
        Assert.That(DatabaseFailure.LeavesOutcomeOpen(new DBConcurrencyException()), Is.False);
        Assert.That(
            DatabaseFailure.LeavesOutcomeOpen(new SqliteException("The disk is full.", errorCode: 13)), Is.False);
        Assert.That(DatabaseFailure.LeavesOutcomeOpen(new NpgsqlException("The stream has ended.")), Is.True);
        Assert.That(DatabaseFailure.LeavesOutcomeOpen(new TimeoutException()), Is.True);
        Assert.That(
            DatabaseFailure.LeavesOutcomeOpen(new InvalidOperationException("An unknown error.")), Is.True);
    }

    private static IEnumerable<TestCaseData> Others()
    {
        yield return Case(new NpgsqlException("No suitable host was found."), DatabaseFailureKind.Outage, "no host");
        yield return Case(new InvalidOperationException("Likely transient.",
            new NpgsqlException("The stream has ended.")), DatabaseFailureKind.Outage, "within another");
        yield return Case(new IOException("No space left on device"), DatabaseFailureKind.Outage, "file system");
        yield return Case(new UnauthorizedAccessException("Access to the path is denied."), DatabaseFailureKind.Outage,
            "rights of a file");
        yield return Case(new SocketException((int)SocketError.HostNotFound), DatabaseFailureKind.Outage,
            "name of a host");
        yield return Case(new DbUpdateConcurrencyException("Another writer was first."), DatabaseFailureKind.Refusal,
            "a lost race");
        yield return Case(new OperationCanceledException("Nobody waits."), DatabaseFailureKind.Fault,
            "a cancelled caller");
        yield return Case(
            Raised(() => new NpgsqlConnection("Host=127.0.0.1").BeginTransaction()),
            DatabaseFailureKind.Outage,
            "the driver of PostgreSQL");
        yield return Case(
            Raised(() => new SqliteConnection("Data Source=none").BeginTransaction()),
            DatabaseFailureKind.Outage,
            "the driver of SQLite");
        yield return Case(
            Raised(() => throw new InvalidOperationException("Not thrown by a driver.")),
            DatabaseFailureKind.Fault,
            "ourselves");
        yield return Case(new InvalidCastException("Reading as text is not supported."), DatabaseFailureKind.Fault,
            "a type");
        yield return Case(new InvalidOperationException("The query could not be translated."),
            DatabaseFailureKind.Fault, "a query");
        yield return Case(new InvalidDataException("Unrelated to the database.",
            new ArgumentException("Also unrelated.")), DatabaseFailureKind.Fault, "a bug");
    }

    private static Exception Raised(Action call)
    {
        try
        {
            call();
        }
#pragma warning disable CA1031 // The test needs any exception.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }

        throw new AssertionException("Nothing was thrown.");
    }

    private static TestCaseData Case(Exception exception, DatabaseFailureKind kind, string name) =>
        new TestCaseData(exception, kind).SetArgDisplayNames(name);
}
