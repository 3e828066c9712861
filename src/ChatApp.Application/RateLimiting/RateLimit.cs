namespace ChatApp.Application.RateLimiting;

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
