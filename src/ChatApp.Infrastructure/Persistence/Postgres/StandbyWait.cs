using Npgsql;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>
/// Notices commits whose wait for the synchronous standby was cancelled. The driver cancels it after the timeout.
/// PostgreSQL then only warns: the transaction is committed and visible, but a failover may lose it.
/// </summary>
internal sealed class StandbyWait : IDisposable
{
    // 01000, which nothing else that the server executes causes.
    private const string Warning = "01000";

    private readonly NpgsqlConnection _connection;

    public StandbyWait(NpgsqlConnection connection)
    {
        _connection = connection;
        _connection.Notice += Take;
    }

    public bool IsCutShort { get; private set; }

    /// <exception cref="TimeoutException">A failover may lose a commit: its outcome is unknown.</exception>
    public void Check()
    {
        if (IsCutShort)
        {
            throw new TimeoutException("The commit may not have reached a synchronous standby.");
        }
    }

    public void Dispose() => _connection.Notice -= Take;

    private void Take(object sender, NpgsqlNoticeEventArgs notice) =>
        IsCutShort |= notice.Notice.SqlState == Warning;
}
