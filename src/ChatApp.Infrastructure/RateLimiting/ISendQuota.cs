namespace ChatApp.Infrastructure.RateLimiting;

/// <summary>
/// Limits what a user sends on all nodes together; each node also has buckets of its own. If the other nodes cannot be
/// asked, everything is admitted. All members are thread-safe, return at once and do not throw.
/// </summary>
internal interface ISendQuota
{
    /// <summary>
    /// Counts what this node has admitted; null if all nodes admit it, otherwise how long the user has to wait.
    /// </summary>
    TimeSpan? Take(QuotaKey key, RateLimit limit, int cost);

    /// <summary>Charges more after admission; a negative cost is given back.</summary>
    void Charge(QuotaKey key, RateLimit limit, int cost);
}

/// <summary>A bucket: of a user, and of a recipient for the kinds that count per recipient.</summary>
internal readonly record struct QuotaKey(QuotaKind Kind, Guid UserId, Guid PeerId = default);

internal enum QuotaKind
{
    /// <summary>Frames and calls that send something.</summary>
    Frames,

    /// <summary>Messages to one other user.</summary>
    Messages,

    /// <summary>Conversations that the user starts.</summary>
    Conversations,
}
