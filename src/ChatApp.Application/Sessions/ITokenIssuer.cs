using ChatApp.Domain.Sessions;

namespace ChatApp.Application.Sessions;

/// <summary>
/// Makes and reads the tokens of sessions: they hold all that is needed to check them, and none is stored.
/// </summary>
public interface ITokenIssuer
{
    /// <summary>How long sessions may go on.</summary>
    SessionLifetime SessionLifetime { get; }

    /// <summary>
    /// The tokens of the session's newest generation. Asked again for the same generation, it gives the same refresh
    /// token, and the same access token while that has at least half its life before it.
    /// </summary>
    SessionTokens Issue(Session session, DateTimeOffset now);

    /// <summary>Reads a refresh token of our own making; null when it is anything else.</summary>
    RefreshTokenClaims? ReadRefreshToken(string refreshToken);

    /// <summary>Makes a ticket, in characters that need no escaping in an address.</summary>
    string MakeTicket(TicketClaims claims);

    /// <summary>
    /// Reads a ticket of our own making, whether or not it is still good; null when it is anything else.
    /// </summary>
    TicketClaims? ReadTicket(string ticket);
}
