namespace ChatApp.Infrastructure.Security.Guessing;

/// <summary>
/// A bucket of attempts for each key, which refills one by one and to which attempts can be given back. Safe for use by
/// any thread, under one lock. Full buckets are not kept.
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

    /// <summary>Takes an attempt, if there is one.</summary>
    /// <param name="key">Whose.</param>
    /// <param name="cost">
    /// As how many it counts. One has to be there; what it costs beyond is owed, so that a dear one need not wait
    /// longer than a cheap one that comes after it.
    /// </param>
    /// <returns>Null, or how long it takes until there is one.</returns>
    public TimeSpan? Take(TKey key, int cost = 1)
    {
        var now = Now;
        lock (_gate)
        {
            var fullAt = _fullAt.TryGetValue(key, out var known) && known > now ? known : now;
            var wait = fullAt + limit.Refill - limit.Window - now;
            if (wait > TimeSpan.Zero)
            {
                return wait;
            }

            MakeRoom(key, now);
            _fullAt[key] = fullAt + (cost * limit.Refill);
            return null;
        }
    }

    /// <summary>Gives an attempt back that was taken.</summary>
    public void GiveBack(TKey key) => Charge(key, -1);

    /// <summary>Counts more for an attempt that was taken, or, if negative, less.</summary>
    public void Charge(TKey key, int cost)
    {
        var now = Now;
        lock (_gate)
        {
            var fullAt = _fullAt.TryGetValue(key, out var known) && known > now ? known : now;
            if (fullAt + (cost * limit.Refill) is var changed && changed > now)
            {
                MakeRoom(key, now);
                _fullAt[key] = changed;
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
