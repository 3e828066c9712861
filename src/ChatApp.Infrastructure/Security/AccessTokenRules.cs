using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ChatApp.Infrastructure.Security;

/// <summary>What an access token must be to be accepted (contract, section 2; RFC 8725).</summary>
public sealed class AccessTokenRules
{
    private readonly SigningKeys _keys;
    private readonly TimeProvider _time;

    internal AccessTokenRules(JwtSettings settings, SigningKeys keys, TimeProvider time)
    {
        _keys = keys;
        _time = time;
        PublicKeys = [.. keys.All.Select(key => key.PublicPart).OfType<PublicKey>()];
        Parameters = new TokenValidationParameters
        {
            ValidIssuer = settings.Issuer,
            ValidAudience = settings.Audience,

            // With this, what a token's head says of where to find a key (jku, x5u, x5c, jwk) is not looked at.
            IssuerSigningKeyResolver = (_, token, _, _) => KeysFor((JsonWebToken)token),

            // One for each key: a text cannot verify ES256, and a key on a curve cannot verify HS256.
            ValidAlgorithms = [.. keys.All.Select(key => key.Algorithm).Distinct()],
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

    /// <summary>The keys by which others can verify access tokens; none while all are secret.</summary>
    public IReadOnlyList<PublicKey> PublicKeys { get; }

    /// <summary>Whether a token with these times is good now.</summary>
    public bool IsInTime(DateTime? notBefore, DateTime? expires)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return expires > now && (notBefore is null || notBefore <= now + MaxClockSkew);
    }

    // A token that names no key may be by any of ours; one that names a key that we do not have is by none.
    private IEnumerable<SecurityKey> KeysFor(JsonWebToken token) => token.TryGetHeaderValue<object>(JwtHeaderParameterNames.Kid, out var id)
        ? _keys.All.Where(key => key.Id == id as string).Select(key => key.AccessTokens)
        : _keys.All.Select(key => key.AccessTokens);
}
