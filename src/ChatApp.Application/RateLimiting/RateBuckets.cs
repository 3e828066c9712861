namespace ChatApp.Application.RateLimiting;

/// <summary>
/// A bucket for each key. It holds a burst, refills one by one, and takes back what was taken. Safe for use by any
/// thread, under one lock. Full buckets are not kept.
/// </summary>
/// <typeparam name="TKey">What is counted by.</typeparam>
/// <param name="limit">Size and refill of each bucket.</param>
/// <param name="time">The clock.</param>
/// <param name="capacity">Most buckets. Beyond, one that was not used lately is filled and so forgotten.</param>
public sealed class RateBuckets<TKey>(
    RateLimit limit, TimeProvider time, int capacity = RateBuckets<TKey>.DefaultCapacity)
    where TKey : notnull
{
    private const int DefaultCapacity = 100_000;

    private readonly Lock _gate = new();
    private readonly BoundedCache<TKey, Bucket> _buckets = new(capacity);
    private readonly long _start = time.GetTimestamp();

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>Takes from a bucket, if there is something in it.</summary>
    /// <param name="key">Whose.</param>
    /// <param name="cost">
    /// How much. One has to be there; the rest is owed, so that an expensive request need not wait longer than a cheap
    /// one that comes after it.
    /// </param>
    /// <returns>Null, or how long it takes until there is one.</returns>
    public TimeSpan? Take(TKey key, int cost = 1)
    {
        var now = Now;
        lock (_gate)
        {
            var bucket = BucketOf(key, now);
            var wait = bucket.FullAt + limit.Refill - limit.Window - now;
            if (wait > TimeSpan.Zero)
            {
                return wait;
            }

            bucket.FullAt += cost * limit.Refill;
            return null;
        }
    }

    /// <summary>Gives one back that was taken.</summary>
    public void GiveBack(TKey key) => Charge(key, -1);

    /// <summary>Charges more for what was taken, or, if negative, less.</summary>
    public void Charge(TKey key, int cost)
    {
        var now = Now;
        lock (_gate)
        {
            if (cost < 0 && !_buckets.TryGetValue(key, out _))
            {
                // It is full already.
                return;
            }

            var bucket = BucketOf(key, now);
            bucket.FullAt += cost * limit.Refill;
            if (bucket.FullAt <= now)
            {
                _buckets.Remove(key);
            }
        }
    }

    private Bucket BucketOf(TKey key, TimeSpan now)
    {
        if (!_buckets.TryGetValue(key, out var bucket))
        {
            _buckets.Set(key, bucket = new Bucket());
        }

        bucket.FullAt = bucket.FullAt > now ? bucket.FullAt : now;
        return bucket;
    }

    private sealed class Bucket
    {
        // When it will be full again, counted from the start: a clock that is set must lock nobody out.
        public TimeSpan FullAt { get; set; }
    }
}
