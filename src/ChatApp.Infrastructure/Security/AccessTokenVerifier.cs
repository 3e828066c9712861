using System.Globalization;
using ChatApp.Application.Sessions;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ChatApp.Infrastructure.Security;

/// <summary>Holds access tokens to the contract, section 2, and to RFC 8725.</summary>
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

            // So the header's hints where to find a key (jku, x5u, x5c, jwk) are ignored.
            IssuerSigningKeyResolver = (_, token, _, _) => KeysFor((JsonWebToken)token),

            // One for each key: a secret cannot verify ES256, and a key on a curve cannot verify HS256.
            ValidAlgorithms = [.. keys.All.Select(key => key.Algorithm).Distinct()],
            ValidTypes = ["JWT"],
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            LifetimeValidator = (notBefore, expires, _, _) => IsInTime(notBefore, expires),
        };
    }

    /// <summary>
    /// How far the clock of the node that issued a token may be ahead of ours. An expired token gets no such grace,
    /// which would only make every token live longer.
    /// </summary>
    public static TimeSpan MaxClockSkew { get; } = TimeSpan.FromSeconds(30);

    public IReadOnlyList<PublicKey> PublicKeys { get; }

    /// <summary>The rules, in the form that the library takes.</summary>
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
            // It must be refused by whoever does not know some extension, and we know none (RFC 7515, section 4.1.11).
            return Refuse("The token demands an extension.");
        }

        return Read(jwt) is { } claims ? claims : Refuse("The token lacks a claim.");
    }

    public bool IsInTime(DateTime? validFrom, DateTime? validTo)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return validTo > now && (validFrom is null || validFrom <= now + MaxClockSkew);
    }

    private static Error Refuse(string reason) => new(ErrorKind.Unauthorized, ErrorCodes.Unauthorized, reason);

    private static AccessTokenClaims? Read(JsonWebToken token) =>
        Guid.TryParse(ClaimOf(token, ClaimNames.UserId), out var userId)
        && Guid.TryParse(ClaimOf(token, ClaimNames.SessionId), out var sessionId)
        && int.TryParse(
            ClaimOf(token, ClaimNames.Generation), NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
        && long.TryParse(
            ClaimOf(token, ClaimNames.ExpiresAt), NumberStyles.None, CultureInfo.InvariantCulture, out var expiresAt)
            ? new AccessTokenClaims(
                userId, sessionId, generation, token.ValidFrom, DateTimeOffset.FromUnixTimeSeconds(expiresAt))
            : null;

    private static string? ClaimOf(JsonWebToken token, string name) =>
        token.TryGetClaim(name, out var claim) ? claim.Value : null;

    // A token that names no key may be by any of ours. One that names an unknown key is by none of them.
    private IEnumerable<SecurityKey> KeysFor(JsonWebToken token) =>
        token.TryGetHeaderValue<object>(JwtHeaderParameterNames.Kid, out var id)
            ? _keys.All.Where(key => key.Id == id as string).Select(key => key.AccessTokens)
            : _keys.All.Select(key => key.AccessTokens);
}
