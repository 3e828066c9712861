using System.Threading.RateLimiting;
using ChatApp.Application.Common;
using ChatApp.Application.Messages;

namespace ChatApp.Api.RateLimiting;

/// <summary>
/// Counts who does what how often on this node; what users send is counted by <see cref="ISendLimits"/>. Safe for use
/// by any thread.
/// </summary>
internal sealed class RateLimits(RateLimitSettings settings, AddressWidths widths, ISendLimits sends) : IDisposable
{
    private readonly PartitionedRateLimiter<Guid> _reads =
        Buckets<Guid>(settings.ReadsPerSecond, TimeSpan.FromSeconds(1), settings.ReadsBurst);

    private readonly PartitionedRateLimiter<Guid> _searches =
        Buckets<Guid>(settings.SearchesPerSecond, TimeSpan.FromSeconds(1), settings.SearchesBurst);

    private readonly AddressRates _registrations =
        new(widths, settings.RegistrationsPerMinute, settings.RegistrationsBurst);

    private readonly AddressRates _logins =
        new(widths, settings.LoginsPerMinute, settings.LoginsBurst);

    private readonly AddressRates _refreshes =
        new(widths, settings.RefreshesPerMinute, settings.RefreshesBurst);

    private readonly AddressRates _handshakes =
        new(widths, settings.HandshakesPerMinute, settings.HandshakesBurst);

    private readonly AddressRates _anonymous =
        new(widths, settings.AnonymousPerMinute, settings.AnonymousBurst);

    private readonly AddressRates _health =
        new(widths, settings.AnonymousPerMinute, settings.AnonymousBurst);

    /// <summary>Frames in a row that may be refused before their socket is closed.</summary>
    public int RefusalsBeforeClose => settings.RefusalsBeforeClose;

    /// <summary>Counts a message or another frame of a user.</summary>
    /// <returns>Null, or the error to answer with.</returns>
    public Error? CountFrame(Guid userId) => sends.CountFrame(userId);

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

    /// <summary>Counts a question about the node's health from an address.</summary>
    public Error? CountHealth(ClientAddress address) => Count(_health, address);

    public void Dispose()
    {
        _reads.Dispose();
        _searches.Dispose();
        _registrations.Dispose();
        _logins.Dispose();
        _refreshes.Dispose();
        _handshakes.Dispose();
        _anonymous.Dispose();
        _health.Dispose();
    }

    private Error? Count<TKey>(PartitionedRateLimiter<TKey> limiter, TKey key)
    {
        if (!settings.Enabled)
        {
            return null;
        }

        using var lease = limiter.AttemptAcquire(key);
        return ErrorOf(lease);
    }

    private Error? Count(AddressRates rates, ClientAddress address)
    {
        if (!settings.Enabled)
        {
            return null;
        }

        using var lease = rates.AttemptAcquire(address);
        return ErrorOf(lease);
    }

    private static Error? ErrorOf(RateLimitLease lease) =>
        lease.IsAcquired ? null
        : Error.RateLimited(
            lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1));

    private static PartitionedRateLimiter<TKey> Buckets<TKey>(int rate, TimeSpan period, int burst)
        where TKey : notnull =>
        PartitionedRateLimiter.Create<TKey, TKey>(key => RateLimitPartition.GetTokenBucketLimiter(
            key, _ => TokenBuckets.Of(rate, period, burst)));
}
