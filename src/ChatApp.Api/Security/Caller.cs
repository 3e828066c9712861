using System.Globalization;
using System.Security.Claims;
using ChatApp.Infrastructure.Security;
using Microsoft.IdentityModel.JsonWebTokens;

namespace ChatApp.Api.Security;

/// <summary>Who makes a request: always taken from the access token, never from the request itself.</summary>
/// <param name="UserId">The user.</param>
/// <param name="SessionId">The session that the token belongs to.</param>
/// <param name="Generation">The refresh generation that the token was issued with.</param>
/// <param name="TokenExpiresAt">When the token expires.</param>
internal sealed record Caller(Guid UserId, Guid SessionId, int Generation, DateTimeOffset TokenExpiresAt)
{
    /// <summary>The caller of an authenticated request; null of any other.</summary>
    public static Caller? Of(ClaimsPrincipal? principal) => (principal?.Identity as CallerIdentity)?.Caller;

    /// <summary>Reads the claims of a token of ours; null when they are not all there.</summary>
    public static Caller? From(JsonWebToken token) =>
        Guid.TryParse(ClaimOf(token, AccessTokenClaims.UserId), out var userId)
        && Guid.TryParse(ClaimOf(token, AccessTokenClaims.SessionId), out var sessionId)
        && int.TryParse(ClaimOf(token, AccessTokenClaims.Generation), NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
        && long.TryParse(ClaimOf(token, AccessTokenClaims.ExpiresAt), NumberStyles.None, CultureInfo.InvariantCulture, out var expiresAt)
            ? new Caller(userId, sessionId, generation, DateTimeOffset.FromUnixTimeSeconds(expiresAt))
            : null;

    private static string? ClaimOf(JsonWebToken token, string name) => token.TryGetClaim(name, out var claim) ? claim.Value : null;
}
