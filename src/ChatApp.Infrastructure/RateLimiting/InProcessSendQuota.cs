namespace ChatApp.Infrastructure.RateLimiting;

/// <summary>For an installation of one node, whose own buckets already count everything.</summary>
internal sealed class InProcessSendQuota : ISendQuota
{
    public TimeSpan? Take(QuotaKey key, RateLimit limit, int cost) => null;

    public void Charge(QuotaKey key, RateLimit limit, int cost)
    {
    }
}
