namespace ChatApp.Infrastructure.RateLimiting;

/// <summary>One bucket.</summary>
/// <param name="Kind">What it counts.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="PeerId">To whom, where that matters.</param>
internal readonly record struct QuotaKey(QuotaKind Kind, Guid UserId, Guid PeerId = default);
