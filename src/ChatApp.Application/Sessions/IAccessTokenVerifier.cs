namespace ChatApp.Application.Sessions;

/// <summary>Verifies access tokens (contract, section 2). Every member may be called from any thread.</summary>
public interface IAccessTokenVerifier
{
    /// <summary>The keys by which other programs can verify access tokens; none while all keys are secret.</summary>
    IReadOnlyList<PublicKey> PublicKeys { get; }

    /// <summary>Verifies the signature, the claims and the times of a token.</summary>
    /// <returns>What it says; the detail of an error is meant for the log alone.</returns>
    Task<Result<AccessTokenClaims>> VerifyAsync(string token);

    /// <summary>Whether a token with these times is valid now.</summary>
    bool IsInTime(DateTime? validFrom, DateTime? validTo);
}
