using ChatApp.Application.Common;

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

    // When each will be full again, counted from the start: a clock that is set must lock nobody out.
    private readonly BoundedMap<TKey, TimeSpan> _fullAt = new(capacity);
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
            var fullAt = FullAt(key, now);
            var wait = fullAt + limit.Refill - limit.Window - now;
            if (wait > TimeSpan.Zero)
            {
                return wait;
            }

            _fullAt.Set(key, fullAt + (cost * limit.Refill));
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
            if (FullAt(key, now) + (cost * limit.Refill) is var changed && changed > now)
            {
                _fullAt.Set(key, changed);
            }
            else
            {
                _fullAt.Remove(key);
            }
        }
    }

    private TimeSpan FullAt(TKey key, TimeSpan now) =>
        _fullAt.TryGetValue(key, out var known) && known > now ? known : now;
}
