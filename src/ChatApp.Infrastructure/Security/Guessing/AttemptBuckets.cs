namespace ChatApp.Infrastructure.Security.Guessing;

/// <summary>
/// A bucket of attempts for each key, which refills one by one and to which an attempt can be given back. Safe for use by any thread: under one lock, since each
/// attempt is followed by a quarter of a second of hashing. Full buckets are not kept.
/// </summary>
/// <typeparam name="TKey">What is counted by.</typeparam>
/// <param name="limit">Size and refill of each bucket.</param>
/// <param name="time">The clock.</param>
/// <param name="capacity">Most buckets. When there are as many, all of them are filled and so forgotten.</param>
internal sealed class AttemptBuckets<TKey>(AttemptLimit limit, TimeProvider time, int capacity = AttemptBuckets<TKey>.DefaultCapacity)
    where TKey : notnull
{
    private const int DefaultCapacity = 100_000;

    private readonly Lock _gate = new();

    // When each will be full again, counted from the start: a clock that is set must lock nobody out.
    private readonly Dictionary<TKey, TimeSpan> _fullAt = [];
    private readonly long _start = time.GetTimestamp();

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>Takes an attempt.</summary>
    /// <returns>Null, or how long it takes until there is one.</returns>
    public TimeSpan? Take(TKey key)
    {
        var now = Now;
        lock (_gate)
        {
            var fullAt = _fullAt.TryGetValue(key, out var known) && known > now ? known : now;
            var taken = fullAt + limit.Refill;
            var wait = taken - (limit.Burst * limit.Refill) - now;
            if (wait > TimeSpan.Zero)
            {
                return wait;
            }

            MakeRoom(key, now);
            _fullAt[key] = taken;
            return null;
        }
    }

    /// <summary>Gives an attempt back that was taken.</summary>
    public void GiveBack(TKey key)
    {
        lock (_gate)
        {
            if (_fullAt.TryGetValue(key, out var fullAt) && fullAt - limit.Refill > Now)
            {
                _fullAt[key] = fullAt - limit.Refill;
            }
            else
            {
                _fullAt.Remove(key);
            }
        }
    }

    private void MakeRoom(TKey key, TimeSpan now)
    {
        if (_fullAt.Count < capacity || _fullAt.ContainsKey(key))
        {
            return;
        }

        foreach (var full in _fullAt.Where(bucket => bucket.Value <= now).Select(bucket => bucket.Key).ToList())
        {
            _fullAt.Remove(full);
        }

        if (_fullAt.Count >= capacity)
        {
            _fullAt.Clear();
        }
    }
}
