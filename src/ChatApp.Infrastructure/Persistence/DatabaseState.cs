namespace ChatApp.Infrastructure.Persistence;

/// <summary>
/// What the start has found out about the database. Written once, before the first request or, where another process
/// migrates, later.
/// </summary>
internal sealed class DatabaseState
{
    // 0: not known yet.
    private int _epoch;

    /// <summary>Whether the schema is the one that this version needs, and the epoch known.</summary>
    public bool IsOpen => Volatile.Read(ref _epoch) != 0;

    /// <summary>Which life of the database this is.</summary>
    /// <exception cref="TimeoutException">
    /// The database is not migrated yet; the call may well succeed later.
    /// </exception>
    public int Epoch
    {
        get =>
            Volatile.Read(ref _epoch) is var epoch and not 0
                ? epoch
                : throw new TimeoutException("The database is not migrated yet.");
        set => Volatile.Write(ref _epoch, value);
    }
}
