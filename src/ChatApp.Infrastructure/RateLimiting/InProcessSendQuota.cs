namespace ChatApp.Infrastructure.RateLimiting;

/// <summary>The only node of an installation: its own bucket counts all that there is.</summary>
internal sealed class InProcessSendQuota : ISendQuota
{
    public TimeSpan? Take(Guid userId, int perSecond, int burst) => null;
}
