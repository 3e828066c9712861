namespace ChatApp.Infrastructure.Persistence;

/// <summary>
/// The state of the database as found at start, or later if another process migrates. The epoch changes again if a
/// failover may have lost commits. Thread-safe.
/// </summary>
internal sealed class DatabaseState
{
    // 0 means not known yet.
    private int _epoch;

    /// <summary>
    /// Raised on any thread, after the epoch was known and has changed: what was read before may not be in the database
    /// any more.
    /// </summary>
    public event Action? EpochChanged;

    public bool IsOpen => Volatile.Read(ref _epoch) != 0;

    /// <summary>
    /// The epoch of the database. It changes with a restored backup, and while the node runs after a failover that may
    /// have lost commits.
    /// </summary>
    /// <exception cref="TimeoutException">The database is not migrated yet; the call may succeed later.</exception>
    public int Epoch
    {
        get =>
            Volatile.Read(ref _epoch) is var epoch and not 0
                ? epoch
                : throw new TimeoutException("The database is not migrated yet.");
        set
        {
            var before = Interlocked.Exchange(ref _epoch, value);
            if (before != 0 && before != value)
            {
                EpochChanged?.Invoke();
            }
        }
    }
}
