using System.Threading.RateLimiting;

namespace ChatApp.Api.RateLimiting;

/// <summary>How a rate is kept.</summary>
internal static class TokenBuckets
{
    /// <summary>A bucket that holds a burst and refills at a rate.</summary>
    // The framework refills whole tokens, so a rate per minute is spread to one token at a time.
    public static TokenBucketRateLimiterOptions Of(int rate, TimeSpan period, int burst)
    {
        var perTick = Math.Max(1, rate / 10);
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = perTick,
            ReplenishmentPeriod = period * perTick / rate,
            QueueLimit = 0,
        };
    }
}
