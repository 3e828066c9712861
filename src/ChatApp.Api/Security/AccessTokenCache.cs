namespace ChatApp.Api.Security;

/// <summary>
/// Remembers access tokens that were found good, so that signature and JSON are paid for once and not with each request. It says nothing of
/// the token's times and session, which are looked at each time. Safe for use by any thread; one lock, held for a look-up or two.
/// </summary>
/// <remarks>
/// Two halves: what is new goes into the younger one. When that is full it becomes the older one, and what was the older one is dropped; what is asked
/// for goes back into the younger half. So what is in use stays, and dropping costs nothing. Only what was signed here gets in, so
/// a stranger cannot fill it. An entry takes about 160 bytes: <see cref="MaxEntries"/> take 1.3 MB.
/// </remarks>
internal sealed class AccessTokenCache(int capacity = AccessTokenCache.MaxEntries)
{
    /// <summary>Tokens that are remembered at most. A token beyond costs what it would cost without a cache, about 20 µs.</summary>
    internal const int MaxEntries = 8_192;

    private readonly Lock _gate = new();
    private Dictionary<TokenDigest, AcceptedToken> _younger = [];
    private Dictionary<TokenDigest, AcceptedToken> _older = [];

    /// <summary>How many are remembered.</summary>
    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _younger.Count + _older.Count;
            }
        }
    }

    public AcceptedToken? Find(TokenDigest digest)
    {
        lock (_gate)
        {
            if (_younger.TryGetValue(digest, out var found))
            {
                return found;
            }

            if (_older.Remove(digest, out found))
            {
                KeepYoung(digest, found);
            }

            return found;
        }
    }

    public void Keep(TokenDigest digest, AcceptedToken token)
    {
        lock (_gate)
        {
            KeepYoung(digest, token);
        }
    }

    /// <summary>Forgets a token that has expired.</summary>
    public void Forget(TokenDigest digest)
    {
        lock (_gate)
        {
            _younger.Remove(digest);
            _older.Remove(digest);
        }
    }

    private void KeepYoung(TokenDigest digest, AcceptedToken token)
    {
        if (_younger.Count >= capacity / 2)
        {
            (_older, _younger) = (_younger, _older);
            _younger.Clear();
        }

        _younger[digest] = token;
    }
}
