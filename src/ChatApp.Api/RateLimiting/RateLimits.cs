using ChatApp.Application.Messages;
using ChatApp.Application.RateLimiting;

namespace ChatApp.Api.RateLimiting;

/// <summary>
/// The rate limits of this node; <see cref="ISendLimits"/> counts what users send. Each member returns null, or the
/// error if the limit is exceeded. Thread-safe.
/// </summary>
internal sealed class RateLimits(RateLimitSettings settings, AddressWidths widths, ISendLimits sends, TimeProvider time)
{
    private readonly RateBuckets<Guid> _reads = new(settings.Reads, time);
    private readonly RateBuckets<Guid> _searches = new(settings.Searches, time);
    private readonly RateBuckets<Guid> _exports = new(settings.Exports, time);
    private readonly AddressBuckets _registrations = new(settings.Registrations, widths, time);
    private readonly AddressBuckets _logins = new(settings.Logins, widths, time);
    private readonly AddressBuckets _refreshes = new(settings.Refreshes, widths, time);
    private readonly AddressBuckets _handshakes = new(settings.Handshakes, widths, time);
    private readonly AddressBuckets _anonymous = new(settings.Anonymous, widths, time);
    private readonly AddressBuckets _health = new(settings.Anonymous, widths, time);

    public int RefusalsBeforeClose => settings.RefusalsBeforeClose;

    public Error? CountFrame(Guid userId) => sends.CountFrame(userId);

    public Error? CountRead(Guid userId) => Count(_reads, userId);

    public Error? CountSearch(Guid userId) => Count(_searches, userId);

    public Error? CountExport(Guid userId) => Count(_exports, userId);

    public Error? CountRegistration(ClientAddress address) => Count(_registrations, address);

    public Error? CountLogin(ClientAddress address) => Count(_logins, address);

    public Error? CountRefresh(ClientAddress address) => Count(_refreshes, address);

    public Error? CountFailedHandshake(ClientAddress address) => Count(_handshakes, address);

    public Error? CountAnonymous(ClientAddress address) => Count(_anonymous, address);

    public Error? CountHealth(ClientAddress address) => Count(_health, address);

    private Error? Count(RateBuckets<Guid> buckets, Guid userId) =>
        settings.Enabled && buckets.Take(userId) is { } wait ? Error.RateLimited(wait) : null;

    private Error? Count(AddressBuckets buckets, ClientAddress address) =>
        settings.Enabled && buckets.Take(address) is { } wait ? Error.RateLimited(wait) : null;
}

/// <summary>The rate limits, except those for sending; the catalogue of settings describes them.</summary>
internal sealed record RateLimitSettings(
    bool Enabled, RateLimit Reads, RateLimit Searches, RateLimit Exports, RateLimit Registrations, RateLimit Logins,
    RateLimit Refreshes, RateLimit Handshakes, RateLimit Anonymous, int RefusalsBeforeClose);
