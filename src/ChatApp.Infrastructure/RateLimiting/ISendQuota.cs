using ChatApp.Application.RateLimiting;

namespace ChatApp.Infrastructure.RateLimiting;

/// <summary>
/// Holds what a user sends over all nodes together to the limit; on the node itself a bucket of its own does. When the
/// other nodes cannot be asked it admits. Every member may be called from any thread, returns at once and does not
/// fail.
/// </summary>
internal interface ISendQuota
{
    /// <summary>Counts something that the node's own bucket has let pass.</summary>
    /// <param name="key">Which bucket.</param>
    /// <param name="limit">Its size and refill.</param>
    /// <param name="cost">As how many it counts.</param>
    /// <returns>Null, or how long the user has to wait.</returns>
    TimeSpan? Take(QuotaKey key, RateLimit limit, int cost);

    /// <summary>Counts more for what was let pass, or, if negative, less.</summary>
    void Charge(QuotaKey key, RateLimit limit, int cost);
}
