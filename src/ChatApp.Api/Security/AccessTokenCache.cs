using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace ChatApp.Api.Security;

/// <summary>
/// A cache of valid access tokens, so that signature and JSON are checked once for each token and not for each request.
/// The token's times and its session are still checked each time. Thread-safe.
/// </summary>
/// <remarks>
/// Only tokens that this server signed are added, so an unauthenticated client cannot fill it. An entry takes about 160
/// bytes, so <see cref="MaxEntries"/> entries take 1.3 MB.
/// </remarks>
internal sealed class AccessTokenCache(int capacity = AccessTokenCache.MaxEntries)
{
    /// <summary>A token that is not in the cache costs about 20 µs, as without a cache.</summary>
    internal const int MaxEntries = 8_192;

    private readonly BoundedCache<TokenDigest, AcceptedToken> _tokens = new(capacity);

    internal int Count => _tokens.Count;

    public AcceptedToken? Find(TokenDigest digest) => _tokens.TryGetValue(digest, out var token) ? token : null;

    public void Keep(TokenDigest digest, AcceptedToken token) => _tokens.Set(digest, token);

    public void Forget(TokenDigest digest) => _tokens.Remove(digest);
}

/// <summary>The stored part of a valid access token: its caller and times, but not the token itself.</summary>
/// <param name="validFrom">Its <c>nbf</c>; <see cref="DateTime.MinValue"/> if it has none.</param>
internal sealed class AcceptedToken(Caller caller, DateTime validFrom) : SecurityToken
{
    public Caller Caller => caller;

    public override DateTime ValidFrom => validFrom;

    public override DateTime ValidTo => caller.TokenExpiresAt.UtcDateTime;

    // These members are not needed after validation.
    public override string Id => string.Empty;

    public override string Issuer => string.Empty;

    public override SecurityKey? SecurityKey => null;

    public override SecurityKey? SigningKey
    {
        get => null;
        set => throw new NotSupportedException("The key of an accepted token is not stored.");
    }
}

/// <summary>SHA-256 of a token with its signature. It identifies the token without storing the secret.</summary>
internal readonly record struct TokenDigest(UInt128 High, UInt128 Low)
{
    public static TokenDigest Of(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(token.AsSpan()), hash);
        return new TokenDigest(
            BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
    }
}
