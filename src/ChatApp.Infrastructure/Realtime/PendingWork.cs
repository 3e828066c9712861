namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// A queue of work by key. Of two entries with the same key only the later one is kept, so the queue never has more
/// entries than there are keys. Any thread may add; one loop takes.
/// </summary>
/// <param name="capacity">Most entries. Further ones are refused.</param>
internal sealed class PendingWork<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly WakeSignal _added = new();
    private Dictionary<TKey, TValue> _entries = [];

    /// <summary>Adds an entry or replaces the one of the same key.</summary>
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

    /// <summary>Waits until an entry is added, or for the timeout.</summary>
    public Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        _added.WaitAsync(timeout, cancellationToken);
}
