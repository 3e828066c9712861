using Npgsql;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>
/// Tells whether the commits on a connection have waited for the synchronous standby to the end. PostgreSQL answers a
/// commit whose wait was cancelled, as the driver does after the timeout, with a mere warning: the transaction is
/// committed and visible, but a failover may lose it.
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
