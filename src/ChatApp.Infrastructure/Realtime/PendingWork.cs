namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// What is to be done, by what it is about: of two entries with the same key only the later one is kept, so the queue cannot grow beyond
/// the number of things that there are. Added to from any thread, taken by one loop.
/// </summary>
/// <param name="capacity">Entries at most; what is added beyond is refused.</param>
internal sealed class PendingWork<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly WakeSignal _added = new();
    private Dictionary<TKey, TValue> _entries = [];

    /// <summary>Adds an entry or replaces the one of the same key.</summary>
    /// <returns>Whether it was taken; false when it is full.</returns>
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

    /// <summary>Takes everything there is.</summary>
    public IReadOnlyDictionary<TKey, TValue> TakeAll()
    {
        lock (_gate)
        {
            var taken = _entries;
            _entries = [];
            return taken;
        }
    }

    /// <summary>Waits until something is added or the time is up.</summary>
    public Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken) => _added.WaitAsync(timeout, cancellationToken);
}
