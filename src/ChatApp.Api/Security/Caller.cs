using System.Security.Claims;

namespace ChatApp.Api.Security;

/// <summary>
/// The caller of a request, always taken from the access token or ticket and never from other parts of the request.
/// </summary>
/// <param name="UserId">The user.</param>
/// <param name="SessionId">The session that the token belongs to.</param>
/// <param name="Generation">The refresh generation with which the token was issued.</param>
/// <param name="TokenExpiresAt">When the token expires.</param>
internal sealed record Caller(Guid UserId, Guid SessionId, int Generation, DateTimeOffset TokenExpiresAt)
{
    /// <summary>Returns the caller of an authenticated request; null for any other request.</summary>
    public static Caller? Of(ClaimsPrincipal? principal) => (principal?.Identity as CallerIdentity)?.Caller;
}
