using System.Threading.RateLimiting;
using ChatApp.Application.Common;
using ChatApp.Application.Messages;

namespace ChatApp.Api.RateLimiting;

/// <summary>
/// Counts who does what how often on this node; what users send is counted by <see cref="ISendLimits"/>. Safe for use
/// by any thread.
/// </summary>
internal sealed class RateLimits(RateLimitSettings settings, ISendLimits sends) : IDisposable
{
    private readonly PartitionedRateLimiter<Guid> _reads =
        Buckets<Guid>(settings.ReadsPerSecond, TimeSpan.FromSeconds(1), settings.ReadsBurst);

    private readonly PartitionedRateLimiter<Guid> _searches =
        Buckets<Guid>(settings.SearchesPerSecond, TimeSpan.FromSeconds(1), settings.SearchesBurst);

    private readonly PartitionedRateLimiter<ClientAddress> _registrations =
        Buckets<ClientAddress>(settings.RegistrationsPerMinute, TimeSpan.FromMinutes(1), settings.RegistrationsBurst);

    private readonly PartitionedRateLimiter<ClientAddress> _logins =
        Buckets<ClientAddress>(settings.LoginsPerMinute, TimeSpan.FromMinutes(1), settings.LoginsBurst);

    private readonly PartitionedRateLimiter<ClientAddress> _refreshes =
        Buckets<ClientAddress>(settings.RefreshesPerMinute, TimeSpan.FromMinutes(1), settings.RefreshesBurst);

    private readonly PartitionedRateLimiter<ClientAddress> _handshakes =
        Buckets<ClientAddress>(settings.HandshakesPerMinute, TimeSpan.FromMinutes(1), settings.HandshakesBurst);

    private readonly PartitionedRateLimiter<ClientAddress> _anonymous =
        Buckets<ClientAddress>(settings.AnonymousPerSecond, TimeSpan.FromSeconds(1), settings.AnonymousBurst);

    /// <summary>Frames in a row that may be refused before their socket is closed.</summary>
    public int RefusalsBeforeClose => settings.RefusalsBeforeClose;

    /// <summary>Counts a message or another frame of a user.</summary>
    /// <returns>Null, or the error to answer with.</returns>
    public Error? CountMessage(Guid userId) => sends.CountFrame(userId);

    /// <summary>Counts a read of a user.</summary>
    public Error? CountRead(Guid userId) => Count(_reads, userId);

    /// <summary>Counts a search of a user for others.</summary>
    public Error? CountSearch(Guid userId) => Count(_searches, userId);

    /// <summary>Counts a registration from an address.</summary>
    public Error? CountRegistration(ClientAddress address) => Count(_registrations, address);

    /// <summary>Counts a login or a change of a password from an address.</summary>
    public Error? CountLogin(ClientAddress address) => Count(_logins, address);

    /// <summary>Counts a refresh from an address.</summary>
    public Error? CountRefresh(ClientAddress address) => Count(_refreshes, address);

    /// <summary>Counts a handshake without a good token from an address.</summary>
    public Error? CountFailedHandshake(ClientAddress address) => Count(_handshakes, address);

    /// <summary>Counts a request without a good token from an address.</summary>
    public Error? CountAnonymous(ClientAddress address) => Count(_anonymous, address);

    public void Dispose()
    {
        _reads.Dispose();
        _searches.Dispose();
        _registrations.Dispose();
        _logins.Dispose();
        _refreshes.Dispose();
        _handshakes.Dispose();
        _anonymous.Dispose();
    }

    private Error? Count<TKey>(PartitionedRateLimiter<TKey> limiter, TKey key)
    {
        if (!settings.Enabled)
        {
            return null;
        }

        using var lease = limiter.AttemptAcquire(key);
        if (lease.IsAcquired)
        {
            return null;
        }

        return Error.RateLimited(lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1));
    }

    // The framework refills whole tokens, so a rate per minute is spread to one token at a time.
    private static PartitionedRateLimiter<TKey> Buckets<TKey>(int rate, TimeSpan period, int burst)
        where TKey : notnull
    {
        var perTick = Math.Max(1, rate / 10);
        return PartitionedRateLimiter.Create<TKey, TKey>(key => RateLimitPartition.GetTokenBucketLimiter(
            key,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = burst,
                TokensPerPeriod = perTick,
                ReplenishmentPeriod = period * perTick / rate,
                QueueLimit = 0,
            }));
    }
}
