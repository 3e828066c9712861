namespace ChatApp.Application.Sessions;

/// <summary>
/// A key by which others verify access tokens that are signed by ES256 (RFC 7517; RFC 7518, section 6.2.1).
/// </summary>
/// <param name="Kid">Its id, which the header of a token names.</param>
/// <param name="X">First coordinate, in base64url.</param>
/// <param name="Y">Second coordinate, in base64url.</param>
public sealed record PublicKey(string Kid, string X, string Y)
{
    /// <summary>The kind of key.</summary>
    public string Kty { get; } = "EC";

    /// <summary>The curve.</summary>
    public string Crv { get; } = "P-256";

    /// <summary>What it is for.</summary>
    public string Use { get; } = "sig";

    /// <summary>The only algorithm that it is used with.</summary>
    public string Alg { get; } = "ES256";
}
