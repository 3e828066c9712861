namespace ChatApp.Application.Sessions;

/// <summary>
/// A public key with which other programs verify access tokens signed with ES256 (RFC 7517; RFC 7518, section 6.2.1).
/// </summary>
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
