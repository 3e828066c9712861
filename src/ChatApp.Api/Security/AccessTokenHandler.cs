using ChatApp.Application.Sessions;
using Microsoft.IdentityModel.Tokens;

namespace ChatApp.Api.Security;

/// <summary>
/// Validates access tokens with <see cref="IAccessTokenVerifier"/> and ignores the framework's parameters. Signature
/// and claims are checked once for each token, the times on each call. <see cref="BearerAuthentication"/> checks the
/// session, also on each call.
/// </summary>
internal sealed class AccessTokenHandler(IAccessTokenVerifier verifier, AccessTokenCache cache) : TokenHandler
{
    public override Task<TokenValidationResult> ValidateTokenAsync(
        string token, TokenValidationParameters validationParameters)
    {
        var digest = TokenDigest.Of(token);
        if (cache.Find(digest) is not { } known)
        {
            return ValidateAnewAsync(token, digest);
        }

        if (verifier.IsInTime(known.ValidFrom, known.ValidTo))
        {
            return Task.FromResult(Accept(known));
        }

        cache.Forget(digest);
        return Task.FromResult(Refuse("The token is not valid at this time."));
    }

    private async Task<TokenValidationResult> ValidateAnewAsync(string token, TokenDigest digest)
    {
        var verified = await verifier.VerifyAsync(token);
        if (!verified.IsSuccess)
        {
            return Refuse(verified.Error.Detail);
        }

        var claims = verified.Value;
        var caller = new Caller(claims.UserId, claims.SessionId, claims.Generation, claims.ExpiresAt);
        var accepted = new AcceptedToken(caller, claims.ValidFrom);
        cache.Keep(digest, accepted);
        return Accept(accepted);
    }

    private static TokenValidationResult Accept(AcceptedToken token) =>
        new() { IsValid = true, SecurityToken = token, ClaimsIdentity = new CallerIdentity(token.Caller) };

    private static TokenValidationResult Refuse(string reason) =>
        new() { IsValid = false, Exception = new SecurityTokenValidationException(reason) };
}
