namespace ChatApp.Infrastructure.RateLimiting;

/// <summary>Identifies a bucket.</summary>
/// <param name="Kind">What it counts.</param>
/// <param name="UserId">The user whose actions are counted.</param>
/// <param name="PeerId">The recipient, for kinds that count per recipient.</param>
internal readonly record struct QuotaKey(QuotaKind Kind, Guid UserId, Guid PeerId = default);
