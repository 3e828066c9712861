using Microsoft.IdentityModel.Tokens;

namespace ChatApp.Infrastructure.Security;

/// <summary>What an access token must be to be accepted (contract, section 2; RFC 8725).</summary>
public sealed class AccessTokenRules
{
    private readonly TimeProvider _time;

    internal AccessTokenRules(JwtSettings settings, SigningKey key, TimeProvider time)
    {
        _time = time;
        Parameters = new TokenValidationParameters
        {
            ValidIssuer = settings.Issuer,
            ValidAudience = settings.Audience,
            IssuerSigningKey = new SymmetricSecurityKey(key.AccessTokens),
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ValidTypes = ["JWT"],
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            LifetimeValidator = (notBefore, expires, _, _) => IsInTime(notBefore, expires),
        };
    }

    /// <summary>
    /// How far the clock of the node that issued a token may be ahead of ours. Expiry gets no such grace: it would only make every token live longer.
    /// </summary>
    public static TimeSpan MaxClockSkew { get; } = TimeSpan.FromSeconds(30);

    /// <summary>The rules as the token handler takes them.</summary>
    public TokenValidationParameters Parameters { get; }

    /// <summary>Whether a token with these times is good now.</summary>
    public bool IsInTime(DateTime? notBefore, DateTime? expires)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return expires > now && (notBefore is null || notBefore <= now + MaxClockSkew);
    }
}
