using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ChatApp.Infrastructure.Security;

/// <summary>Verifies access tokens according to the contract, section 2, and RFC 8725.</summary>
internal sealed class AccessTokenVerifier : IAccessTokenVerifier
{
    private readonly JsonWebTokenHandler _handler = new();
    private readonly SigningKeys _keys;
    private readonly TimeProvider _time;

    public AccessTokenVerifier(JwtSettings settings, SigningKeys keys, TimeProvider time)
    {
        _keys = keys;
        _time = time;
        PublicKeys = [.. keys.All.Select(key => key.PublicPart).OfType<PublicKey>()];
        Parameters = new TokenValidationParameters
        {
            ValidIssuer = settings.Issuer,
            ValidAudience = settings.Audience,

            // So key references in the header (jku, x5u, x5c, jwk) are ignored.
            IssuerSigningKeyResolver = (_, token, _, _) => KeysFor((JsonWebToken)token),

            // Each key has one algorithm: a secret cannot verify ES256, and a private key cannot verify HS256.
            ValidAlgorithms = [.. keys.All.Select(key => key.Algorithm).Distinct()],
            ValidTypes = ["JWT"],
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            LifetimeValidator = (notBefore, expires, _, _) => IsInTime(notBefore, expires),
        };
    }

    /// <summary>
    /// How far the issuing node's clock may be ahead. Expiry gets no tolerance, which would extend every token.
    /// </summary>
    public static TimeSpan MaxClockSkew { get; } = TimeSpan.FromSeconds(30);

    public IReadOnlyList<PublicKey> PublicKeys { get; }

    internal TokenValidationParameters Parameters { get; }

    public async Task<Result<AccessTokenClaims>> VerifyAsync(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, Parameters);
        if (!result.IsValid)
        {
            return Refuse(result.Exception.Message);
        }

        var jwt = (JsonWebToken)result.SecurityToken;
        if (jwt.TryGetHeaderValue<object>("crit", out _))
        {
            // This server knows no critical extension and must refuse the token (RFC 7515, section 4.1.11).
            return Refuse("The token requires an unknown extension.");
        }

        return Read(jwt) is { } claims ? claims : Refuse("A claim is missing in the token.");
    }

    public bool IsInTime(DateTime? validFrom, DateTime? validTo)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return validTo > now && (validFrom is null || validFrom <= now + MaxClockSkew);
    }

    private static Error Refuse(string reason) => new(ErrorKind.Unauthorized, ErrorCodes.Unauthorized, reason);

    private static AccessTokenClaims? Read(JsonWebToken token) =>
        Guid.TryParse(ClaimOf(token, JwtRegisteredClaimNames.Sub), out var userId)
        && Guid.TryParse(ClaimOf(token, JwtRegisteredClaimNames.Sid), out var sessionId)
        && int.TryParse(
            ClaimOf(token, TokenIssuer.GenerationClaim),
            NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
        && long.TryParse(
            ClaimOf(token, JwtRegisteredClaimNames.Exp),
            NumberStyles.None, CultureInfo.InvariantCulture, out var expiresAt)
            ? new AccessTokenClaims(
                userId, sessionId, generation, token.ValidFrom, DateTimeOffset.FromUnixTimeSeconds(expiresAt)) : null;

    private static string? ClaimOf(JsonWebToken token, string name) =>
        token.TryGetClaim(name, out var claim) ? claim.Value : null;

    // A token without a key id may be signed by any of our keys. One with an unknown key id is signed by none of them.
    private IEnumerable<SecurityKey> KeysFor(JsonWebToken token) =>
        token.TryGetHeaderValue<object>(JwtHeaderParameterNames.Kid, out var id)
            ? _keys.All.Where(key => key.Id == id as string).Select(key => key.AccessTokens)
            : _keys.All.Select(key => key.AccessTokens);
}
