namespace ChatApp.Infrastructure.Persistence;

/// <summary>The state of the database as found at start, or later if another process migrates. Written once.</summary>
internal sealed class DatabaseState
{
    // 0 means not known yet.
    private int _epoch;

    public bool IsOpen => Volatile.Read(ref _epoch) != 0;

    /// <summary>The epoch of the database. It changes after a restored backup.</summary>
    /// <exception cref="TimeoutException">The database is not migrated yet; the call may succeed later.</exception>
    public int Epoch
    {
        get =>
            Volatile.Read(ref _epoch) is var epoch and not 0
                ? epoch
                : throw new TimeoutException("The database is not migrated yet.");
        set => Volatile.Write(ref _epoch, value);
    }
}
