namespace ChatApp.Application.Sessions;

/// <summary>Verifies access tokens (contract, section 2). All members are thread-safe.</summary>
public interface IAccessTokenVerifier
{
    /// <summary>
    /// The public keys with which other programs can verify access tokens; empty if only secret keys are configured.
    /// </summary>
    IReadOnlyList<PublicKey> PublicKeys { get; }

    /// <summary>Verifies the signature, the claims and the times of a token.</summary>
    /// <returns>The claims. The detail of an error is only for the log.</returns>
    Task<Result<AccessTokenClaims>> VerifyAsync(string token);

    /// <summary>Whether a token with these times is valid now.</summary>
    bool IsInTime(DateTime? validFrom, DateTime? validTo);
}
