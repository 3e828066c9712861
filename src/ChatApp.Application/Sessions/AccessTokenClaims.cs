namespace ChatApp.Application.Sessions;

/// <summary>What an access token says.</summary>
/// <param name="UserId">Its user.</param>
/// <param name="SessionId">Its session.</param>
/// <param name="Generation">The refresh generation that it was issued with.</param>
/// <param name="ValidFrom">Its <c>nbf</c>; the least of all times when it has none.</param>
/// <param name="ExpiresAt">When it expires.</param>
public sealed record AccessTokenClaims(
    Guid UserId, Guid SessionId, int Generation, DateTime ValidFrom, DateTimeOffset ExpiresAt);
