using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace ChatApp.Api.Security;

/// <summary>The caller of a request, always taken from its access token or ticket.</summary>
internal sealed record Caller(Guid UserId, Guid SessionId, int Generation, DateTimeOffset TokenExpiresAt)
{
    /// <summary>Returns the caller of an authenticated request; null for any other request.</summary>
    public static Caller? Of(ClaimsPrincipal? principal) => (principal?.Identity as CallerIdentity)?.Caller;
}

/// <summary>The identity of a request. It holds the caller, so that claims need not be parsed on each access.</summary>
internal sealed class CallerIdentity(Caller caller) : ClaimsIdentity(JwtBearerDefaults.AuthenticationScheme)
{
    public Caller Caller => caller;

    public override string Name => caller.UserId.ToString();

    public override ClaimsIdentity Clone() => new CallerIdentity(caller);
}
