namespace ChatApp.Application.Sessions;

/// <summary>What a ticket for a socket says.</summary>
/// <param name="Id">By which it is known to have been used.</param>
/// <param name="UserId">Who opens the socket.</param>
/// <param name="SessionId">In which session.</param>
/// <param name="Generation">The refresh generation of the access token that the ticket was given for.</param>
/// <param name="TokenExpiresAt">When that token expires, and the socket is closed with it (seconds).</param>
/// <param name="ExpiresAt">When the ticket stops being good (milliseconds).</param>
public sealed record TicketClaims(
    Guid Id, Guid UserId, Guid SessionId, int Generation, DateTimeOffset TokenExpiresAt, DateTimeOffset ExpiresAt);
