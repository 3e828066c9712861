using ChatApp.Application.RateLimiting;

namespace ChatApp.Infrastructure.RateLimiting;

/// <summary>The only node of an installation: its own buckets count all that there is.</summary>
internal sealed class InProcessSendQuota : ISendQuota
{
    public TimeSpan? Take(QuotaKey key, RateLimit limit, int cost) => null;

    public void Charge(QuotaKey key, RateLimit limit, int cost)
    {
    }
}
