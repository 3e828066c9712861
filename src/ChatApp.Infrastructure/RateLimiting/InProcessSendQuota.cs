using ChatApp.Infrastructure.Security.Guessing;

namespace ChatApp.Infrastructure.RateLimiting;

/// <summary>The only node of an installation: its own buckets count all that there is.</summary>
internal sealed class InProcessSendQuota : ISendQuota
{
    public TimeSpan? Take(QuotaKey key, AttemptLimit limit, int cost) => null;

    public void Charge(QuotaKey key, AttemptLimit limit, int cost)
    {
    }
}
