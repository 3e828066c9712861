using System.Security.Claims;

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
}
