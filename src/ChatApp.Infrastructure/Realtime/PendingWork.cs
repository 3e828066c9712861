namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// A queue in which a later entry replaces one with the same key. Any thread may add; one loop takes.
/// </summary>
internal sealed class PendingWork<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly WakeSignal _added = new();
    private Dictionary<TKey, TValue> _entries = [];

    /// <summary>False: there is no room.</summary>
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
