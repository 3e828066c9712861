namespace ChatApp.Api.Security;

/// <summary>
/// Access tokens that were found good, so that signature and JSON are checked once for each token and not for each
/// request. A token's times and its session are checked each time. Safe for use by any thread.
/// </summary>
/// <remarks>
/// Only tokens that this server has signed get in, so a stranger cannot fill it. An entry takes about 160 bytes:
/// <see cref="MaxEntries"/> take 1.3 MB.
/// </remarks>
internal sealed class AccessTokenCache(int capacity = AccessTokenCache.MaxEntries)
{
    /// <summary>Most tokens. One beyond costs what it would cost without a cache, about 20 µs.</summary>
    internal const int MaxEntries = 8_192;

    private readonly BoundedCache<TokenDigest, AcceptedToken> _tokens = new(capacity);

    /// <summary>How many tokens it holds.</summary>
    internal int Count => _tokens.Count;

    public AcceptedToken? Find(TokenDigest digest) => _tokens.TryGetValue(digest, out var token) ? token : null;

    public void Keep(TokenDigest digest, AcceptedToken token) => _tokens.Set(digest, token);

    /// <summary>Removes a token that has expired.</summary>
    public void Forget(TokenDigest digest) => _tokens.Remove(digest);
}
