namespace ChatApp.Application.RateLimiting;

/// <summary>
/// A bucket for each key (token bucket algorithm). It holds a burst and refills one unit at a time. Full buckets take
/// no memory. Thread-safe, under one lock.
/// </summary>
/// <param name="capacity">Most buckets. Beyond, one not used recently is forgotten, so it is full again.</param>
public sealed class RateBuckets<TKey>(
    RateLimit limit, TimeProvider time, int capacity = RateBuckets<TKey>.DefaultCapacity)
    where TKey : notnull
{
    private const int DefaultCapacity = 100_000;

    private readonly Lock _gate = new();
    private readonly BoundedCache<TKey, Bucket> _buckets = new(capacity);
    private readonly long _start = time.GetTimestamp();

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>Takes from a bucket if it is not empty.</summary>
    /// <param name="cost">
    /// How many units to take. Only one must be available; the rest becomes a debt. So an expensive request waits no
    /// longer than a cheap one that follows it.
    /// </param>
    /// <returns>Null, or how long to wait until one unit is available.</returns>
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

    /// <summary>Gives one taken unit back.</summary>
    public void GiveBack(TKey key) => Charge(key, -1);

    /// <summary>Takes more units for an earlier request or, if negative, gives units back.</summary>
    public void Charge(TKey key, int cost)
    {
        var now = Now;
        lock (_gate)
        {
            if (cost < 0 && !_buckets.TryGetValue(key, out _))
            {
                // The bucket is already full.
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
        // When the bucket will be full again, as time since the start. The time is monotonic, so a change of the system
        // clock locks nobody out.
        public TimeSpan FullAt { get; set; }
    }
}

/// <summary>A limit on the rate of an action.</summary>
/// <param name="Burst">How many may happen at once.</param>
/// <param name="Refill">The time in which one more is allowed.</param>
public sealed record RateLimit(int Burst, TimeSpan Refill)
{
    /// <summary>How long an empty bucket takes to become full.</summary>
    public TimeSpan Window => Burst * Refill;

    /// <summary>The limit for a block of addresses that may have this many times the rate of one address.</summary>
    public RateLimit Times(int times) => new(Burst * times, Refill / times);
}
