using System.Net;
using System.Threading.RateLimiting;
using ChatApp.Application.Common;

namespace ChatApp.Api.RateLimiting;

/// <summary>Counts who does what how often on this node. Safe for use by any thread.</summary>
internal sealed class RateLimits(RateLimitSettings settings) : IDisposable
{
    private readonly PartitionedRateLimiter<Guid> _messages =
        Buckets<Guid>(settings.MessagesPerSecond, TimeSpan.FromSeconds(1), settings.MessagesBurst);

    private readonly PartitionedRateLimiter<IPAddress> _registrations =
        Buckets<IPAddress>(settings.RegistrationsPerMinute, TimeSpan.FromMinutes(1), settings.RegistrationsBurst);

    private readonly PartitionedRateLimiter<IPAddress> _logins =
        Buckets<IPAddress>(settings.LoginsPerMinute, TimeSpan.FromMinutes(1), settings.LoginsBurst);

    /// <summary>Frames in a row that may be refused before their socket is closed.</summary>
    public int RefusalsBeforeClose => settings.RefusalsBeforeClose;

    /// <summary>Counts a message or another frame of a user.</summary>
    /// <returns>Null, or the error to answer with.</returns>
    public Error? CountMessage(Guid userId) => Count(_messages, userId);

    /// <summary>Counts a registration from an address.</summary>
    public Error? CountRegistration(IPAddress address) => Count(_registrations, address);

    /// <summary>Counts a login or refresh from an address.</summary>
    public Error? CountLogin(IPAddress address) => Count(_logins, address);

    public void Dispose()
    {
        _messages.Dispose();
        _registrations.Dispose();
        _logins.Dispose();
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

        var retryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1);
        return new Error(ErrorKind.RateLimited, ErrorCodes.RateLimited, "This comes too often; slow down.") { RetryAfter = retryAfter };
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
