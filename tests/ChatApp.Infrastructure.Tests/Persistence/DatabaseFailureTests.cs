using System.Data;
using ChatApp.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ChatApp.Infrastructure.Tests.Persistence;

internal sealed class DatabaseFailureTests
{
    [TestCase("ERROR", false)]
    [TestCase("FATAL", true)]
    public void Whether_a_commit_may_be_stored_does_not_depend_on_the_language_of_the_server(string severity, bool isOpen)
    {
        var refused = new PostgresException("Die Transaktion ist fehlgeschlagen.", "FEHLER", severity, PostgresErrorCodes.AdminShutdown);

        Assert.That(DatabaseFailure.LeavesOutcomeOpen(refused), Is.EqualTo(isOpen));
    }

    [TestCase(PostgresErrorCodes.UndefinedTable, true)]
    [TestCase(PostgresErrorCodes.UndefinedColumn, true)]
    [TestCase(PostgresErrorCodes.UndefinedFunction, false)]
    public void A_schema_that_another_process_has_yet_to_make_is_an_outage(string sqlState, bool isOutage)
    {
        var refused = new PostgresException("There is no such thing.", "ERROR", "ERROR", sqlState);

        Assert.That(DatabaseFailure.IsOutage(refused), Is.EqualTo(isOutage));
    }

    [Test]
    public void Only_what_the_database_has_answered_says_that_nothing_is_stored()
    {
        Assert.That(DatabaseFailure.LeavesOutcomeOpen(new DBConcurrencyException()), Is.False);
        Assert.That(DatabaseFailure.LeavesOutcomeOpen(new SqliteException("The disk is full.", errorCode: 13)), Is.False);
        Assert.That(DatabaseFailure.LeavesOutcomeOpen(new NpgsqlException("The stream has ended.")), Is.True);
        Assert.That(DatabaseFailure.LeavesOutcomeOpen(new TimeoutException()), Is.True);
        Assert.That(DatabaseFailure.LeavesOutcomeOpen(new InvalidOperationException("Nobody knows this one.")), Is.True);
    }
}
