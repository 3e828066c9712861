namespace ChatApp.Infrastructure.Security.Guessing;

/// <summary>How often something may be tried.</summary>
/// <param name="Burst">So many at once.</param>
/// <param name="Refill">And then one in this time.</param>
internal sealed record AttemptLimit(int Burst, TimeSpan Refill)
{
    /// <summary>How long an empty bucket takes to be full.</summary>
    public TimeSpan Window => Burst * Refill;
}
