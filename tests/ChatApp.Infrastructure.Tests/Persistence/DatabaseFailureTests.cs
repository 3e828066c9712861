using ChatApp.Infrastructure.Persistence;
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
}
