namespace ChatApp.Infrastructure.RateLimiting;

/// <summary>
/// Limits what a user sends on all nodes together; each node also has buckets of its own. If the other nodes cannot be
/// asked, everything is admitted. All members are thread-safe, return at once and do not throw.
/// </summary>
internal interface ISendQuota
{
    /// <summary>Counts something that the bucket of this node has admitted.</summary>
    /// <param name="key">Which bucket.</param>
    /// <param name="limit">Its size and refill.</param>
    /// <param name="cost">The number of tokens that it takes from the bucket.</param>
    /// <returns>Null if admitted; otherwise how long the user has to wait.</returns>
    TimeSpan? Take(QuotaKey key, RateLimit limit, int cost);

    /// <summary>Charges an additional cost after admission; a negative cost is given back.</summary>
    void Charge(QuotaKey key, RateLimit limit, int cost);
}
