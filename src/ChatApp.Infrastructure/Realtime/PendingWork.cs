namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// A queue with keys. A later entry replaces an earlier one with the same key, so there is at most one entry per key.
/// Any thread may add; one loop takes.
/// </summary>
/// <param name="capacity">Maximum number of entries; further ones are refused.</param>
internal sealed class PendingWork<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly WakeSignal _added = new();
    private Dictionary<TKey, TValue> _entries = [];

    /// <summary>Adds an entry or replaces the one with the same key.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TryAdd(TKey key, TValue value)
    {
        lock (_gate)
        {
            if (_entries.Count >= capacity && !_entries.ContainsKey(key))
            {
                return false;
            }

            _entries[key] = value;
        }

        _added.Set();
        return true;
    }

    /// <summary>Takes all entries.</summary>
    public IReadOnlyDictionary<TKey, TValue> TakeAll()
    {
        lock (_gate)
        {
            var taken = _entries;
            _entries = [];
            return taken;
        }
    }

    /// <summary>Waits until an entry is added, or until the timeout.</summary>
    public Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        _added.WaitAsync(timeout, cancellationToken);
}
