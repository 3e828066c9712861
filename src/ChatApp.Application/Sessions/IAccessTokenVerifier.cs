namespace ChatApp.Application.Sessions;

/// <summary>Verifies access tokens (contract, section 2). All members are thread-safe.</summary>
public interface IAccessTokenVerifier
{
    /// <summary>The keys with which other programs can verify tokens; empty with only secret keys.</summary>
    IReadOnlyList<PublicKey> PublicKeys { get; }

    /// <summary>Verifies the signature, the claims and the times of a token.</summary>
    /// <returns>The claims. The detail of an error is only for the log.</returns>
    Task<Result<AccessTokenClaims>> VerifyAsync(string token);

    /// <summary>Whether a token with these times is valid now.</summary>
    bool IsInTime(DateTime? validFrom, DateTime? validTo);
}

/// <summary>The claims of an access token.</summary>
/// <param name="Generation">The refresh generation with which it was issued.</param>
/// <param name="ValidFrom">Its <c>nbf</c>; <see cref="DateTime.MinValue"/> if the token has none.</param>
public sealed record AccessTokenClaims(
    Guid UserId, Guid SessionId, int Generation, DateTime ValidFrom, DateTimeOffset ExpiresAt);

/// <summary>A public key that verifies access tokens signed with ES256 (RFC 7517; RFC 7518, 6.2.1).</summary>
/// <param name="Kid">The key id, which is in the header of each token.</param>
/// <param name="X">The x coordinate, in base64url.</param>
/// <param name="Y">The y coordinate, in base64url.</param>
public sealed record PublicKey(string Kid, string X, string Y)
{
    /// <summary>The key type.</summary>
    public string Kty { get; } = "EC";

    /// <summary>The curve.</summary>
    public string Crv { get; } = "P-256";

    /// <summary>The use of the key: signatures.</summary>
    public string Use { get; } = "sig";

    /// <summary>The only algorithm that it is used with.</summary>
    public string Alg { get; } = "ES256";
}
