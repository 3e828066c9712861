namespace ChatApp.Application.Sessions;

/// <summary>The claims of a socket ticket.</summary>
/// <param name="Id">The id by which a second use is detected.</param>
/// <param name="UserId">The user who opens the socket.</param>
/// <param name="SessionId">The session of that user.</param>
/// <param name="Generation">The refresh generation of the access token for which the ticket was issued.</param>
/// <param name="TokenExpiresAt">When that token expires, in whole seconds; the socket is closed at that time.</param>
/// <param name="ExpiresAt">When the ticket expires, in whole milliseconds.</param>
public sealed record TicketClaims(
    Guid Id, Guid UserId, Guid SessionId, int Generation, DateTimeOffset TokenExpiresAt, DateTimeOffset ExpiresAt);
