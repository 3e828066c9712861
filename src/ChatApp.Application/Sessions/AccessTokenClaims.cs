namespace ChatApp.Application.Sessions;

/// <summary>The claims of an access token.</summary>
/// <param name="UserId">Its user.</param>
/// <param name="SessionId">Its session.</param>
/// <param name="Generation">The refresh generation with which it was issued.</param>
/// <param name="ValidFrom">Its <c>nbf</c>; <see cref="DateTime.MinValue"/> if the token has none.</param>
/// <param name="ExpiresAt">When it expires.</param>
public sealed record AccessTokenClaims(
    Guid UserId, Guid SessionId, int Generation, DateTime ValidFrom, DateTimeOffset ExpiresAt);
