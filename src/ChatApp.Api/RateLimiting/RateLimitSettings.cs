using ChatApp.Application.RateLimiting;

namespace ChatApp.Api.RateLimiting;

/// <summary>How often something may be done, except sending (contract, section 1).</summary>
/// <param name="Enabled">Whether there are limits at all.</param>
/// <param name="Reads">Reads of one user over REST, and sockets that it opens.</param>
/// <param name="Searches">Searches for users of one user.</param>
/// <param name="Registrations">Registrations from one address.</param>
/// <param name="Logins">Logins, and changes of passwords, from one address.</param>
/// <param name="Refreshes">
/// Refreshes from one address, apart from logins, so that guessing does not end anybody's session.
/// </param>
/// <param name="Handshakes">Handshakes of sockets without a valid token, from one address.</param>
/// <param name="Anonymous">
/// Requests without a valid token, from one address, that no other limit counts; those of health are counted apart.
/// </param>
/// <param name="RefusalsBeforeClose">
/// Frames in a row that may be refused before their socket is closed with 4029.
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
