namespace ChatApp.Application.RateLimiting;

/// <summary>How often something may be done.</summary>
/// <param name="Burst">So many at once.</param>
/// <param name="Refill">And then one in this time.</param>
public sealed record RateLimit(int Burst, TimeSpan Refill)
{
    /// <summary>How long an empty bucket takes to be full.</summary>
    public TimeSpan Window => Burst * Refill;

    /// <summary>The limit of a block of addresses that may have so many times as much as one address.</summary>
    public RateLimit Times(int times) => new(Burst * times, Refill / times);
}
