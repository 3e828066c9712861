using Npgsql;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>Executes statements that end with a commit.</summary>
internal static class PostgresCommit
{
    // 01000, which no statement of a batch gives: the wait for a synchronous standby was cancelled, as the driver does after the time-out. The
    // transaction is committed, and everybody sees it, but a failover may lose it.
    private const string Warning = "01000";

    /// <summary>When this returns, what was written is durable, on a synchronous standby too if there is to be one.</summary>
    /// <exception cref="TimeoutException">It is committed, but not known to have reached a synchronous standby.</exception>
    public static async Task ExecuteAsync(NpgsqlBatch statements)
    {
        var isWaitCutShort = false;
        statements.Connection!.Notice += (_, notice) => isWaitCutShort |= notice.Notice.SqlState == Warning;

        // Once this is under way only the database knows how it ends, so nothing cancels it.
        await statements.ExecuteNonQueryAsync(CancellationToken.None);
        if (isWaitCutShort)
        {
            throw new TimeoutException("The commit is not known to have reached a synchronous standby.");
        }
    }
}
