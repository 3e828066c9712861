using Microsoft.IdentityModel.Tokens;

namespace ChatApp.Infrastructure.Security;

/// <summary>
/// One secret of this installation, with a separate key for each purpose, so that a token of one kind is never valid as
/// another. A text signs access tokens by HS256, a private key by ES256 (RFC 7518, section 3.1).
/// </summary>
internal sealed class SigningKey
{
    /// <summary>In bytes: the hash size of HS256 (RFC 7518, section 3.2).</summary>
    public const int MinLength = 32;

    private const int IdLength = 12;

    private SigningKey(SecurityKey accessTokens, string algorithm, string id, byte[] secret)
    {
        accessTokens.KeyId = id;
        AccessTokens = accessTokens;
        Algorithm = algorithm;
        RefreshTokens = Derive(secret, "chatapp refresh tokens", MinLength);
        Tickets = Derive(secret, "chatapp socket tickets", MinLength);
        TokenIds = Derive(secret, "chatapp token ids", MinLength);
        Redis = Derive(secret, "chatapp redis", MinLength);
    }

    /// <summary>
    /// The <c>kid</c> of access tokens: derived from a text, or the thumbprint of a private key (RFC 7638).
    /// </summary>
    public string Id => AccessTokens.KeyId;

    /// <summary>The bytes of a text, unchanged, so that other programs can verify tokens with them.</summary>
    public SecurityKey AccessTokens { get; }

    public string Algorithm { get; }

    /// <summary>For other programs that verify access tokens; null if the key is a shared secret.</summary>
    public PublicKey? PublicPart { get; private init; }

    public byte[] RefreshTokens { get; }

    public byte[] Tickets { get; }

    public byte[] TokenIds { get; }

    public byte[] Redis { get; }

    /// <param name="secret">UTF-8 bytes, at least <see cref="MinLength"/>.</param>
    public static SigningKey FromSecret(byte[] secret) => new(
        new SymmetricSecurityKey(secret),
        SecurityAlgorithms.HmacSha256,
        Base64UrlEncoder.Encode(Derive(secret, "chatapp key id", IdLength)),
        secret);

    /// <summary>
    /// The key for a private key on P-256 in PEM without a password (RFC 5915 or RFC 5958); null if the text is not
    /// one.
    /// </summary>
    public static SigningKey? FromPem(string pem)
    {
        // Not disposed on success: the key is used until the process ends.
        var ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportFromPem(pem);
            var parameters = ecdsa.ExportParameters(includePrivateParameters: true);
            if (parameters.Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
            {
                ecdsa.Dispose();
                return null;
            }

            var key = new ECDsaSecurityKey(ecdsa);
            var id = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
            return new SigningKey(key, SecurityAlgorithms.EcdsaSha256, id, parameters.D!)
            {
                PublicPart = new PublicKey(
                    id, Base64UrlEncoder.Encode(parameters.Q.X), Base64UrlEncoder.Encode(parameters.Q.Y)),
            };
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            ecdsa.Dispose();
            return null;
        }
    }

    private static byte[] Derive(byte[] secret, string purpose, int length) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, length, info: Encoding.ASCII.GetBytes(purpose));
}
