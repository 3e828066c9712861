using ChatApp.Infrastructure.Security;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ChatApp.Api.Security;

/// <summary>
/// Validates access tokens by <see cref="AccessTokenRules"/>, whatever parameters it is handed: by signature and claims once for each token,
/// by its times each time. Whether the session goes on is asked elsewhere, each time too.
/// </summary>
internal sealed class AccessTokenHandler(AccessTokenRules rules, AccessTokenCache cache) : TokenHandler
{
    private readonly JsonWebTokenHandler _jwt = new();

    public override Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        var digest = TokenDigest.Of(token);
        if (cache.Find(digest) is not { } known)
        {
            return ValidateAnewAsync(token, digest);
        }

        if (rules.IsInTime(known.ValidFrom, known.ValidTo))
        {
            return Task.FromResult(Accept(known));
        }

        cache.Forget(digest);
        return Task.FromResult(Refuse(new SecurityTokenInvalidLifetimeException("The token is not good at this time.")));
    }

    private async Task<TokenValidationResult> ValidateAnewAsync(string token, TokenDigest digest)
    {
        var result = await _jwt.ValidateTokenAsync(token, rules.Parameters);
        if (!result.IsValid)
        {
            return result;
        }

        var jwt = (JsonWebToken)result.SecurityToken;
        if (jwt.TryGetHeaderValue<object>("crit", out _))
        {
            // It says that it must not be taken by whoever does not know some extension, and we know none (RFC 7515,
            // section 4.1.11).
            return Refuse(new SecurityTokenValidationException("The token demands an extension."));
        }

        if (Caller.From(jwt) is not { } caller)
        {
            return Refuse(new SecurityTokenValidationException("The token lacks a claim."));
        }

        var accepted = new AcceptedToken(caller, jwt.ValidFrom);
        cache.Keep(digest, accepted);
        return Accept(accepted);
    }

    private static TokenValidationResult Accept(AcceptedToken token) =>
        new() { IsValid = true, SecurityToken = token, ClaimsIdentity = new CallerIdentity(token.Caller) };

    private static TokenValidationResult Refuse(SecurityTokenException reason) => new() { IsValid = false, Exception = reason };
}
