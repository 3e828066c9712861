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
    /// <summary>
    /// Largest number of tokens. A token that is not in the cache costs about 20 µs, as without a cache.
    /// </summary>
    internal const int MaxEntries = 8_192;

    private readonly BoundedCache<TokenDigest, AcceptedToken> _tokens = new(capacity);

    internal int Count => _tokens.Count;

    public AcceptedToken? Find(TokenDigest digest) => _tokens.TryGetValue(digest, out var token) ? token : null;

    public void Keep(TokenDigest digest, AcceptedToken token) => _tokens.Set(digest, token);

    public void Forget(TokenDigest digest) => _tokens.Remove(digest);
}
