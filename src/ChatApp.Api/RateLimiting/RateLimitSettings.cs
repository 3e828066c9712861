using ChatApp.Application.RateLimiting;

namespace ChatApp.Api.RateLimiting;

/// <summary>The rate limits, except those for sending (contract, section 1).</summary>
/// <param name="Enabled">Whether the limits apply.</param>
/// <param name="Reads">Reads of one user over REST, and sockets that the user opens.</param>
/// <param name="Searches">Searches by one user for other users.</param>
/// <param name="Registrations">Registrations from one address.</param>
/// <param name="Logins">Logins, and changes of passwords, from one address.</param>
/// <param name="Refreshes">
/// Refreshes from one address, apart from logins, so that password guessing does not end sessions.
/// </param>
/// <param name="Handshakes">Handshakes of sockets without a valid token, from one address.</param>
/// <param name="Anonymous">
/// Requests without a valid token from one address that no other limit counts; health checks are counted apart.
/// </param>
/// <param name="RefusalsBeforeClose">
/// How many frames in a row may be refused before their socket is closed with 4029.
/// </param>
internal sealed record RateLimitSettings(
    bool Enabled,
    RateLimit Reads,
    RateLimit Searches,
    RateLimit Registrations,
    RateLimit Logins,
    RateLimit Refreshes,
    RateLimit Handshakes,
    RateLimit Anonymous,
    int RefusalsBeforeClose);
