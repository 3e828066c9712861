using ChatApp.Domain.Sessions;

namespace ChatApp.Application.Sessions;

/// <summary>
/// Creates and reads the tokens of sessions. Tokens contain all data that is needed to check them, and none is stored.
/// </summary>
public interface ITokenIssuer
{
    /// <summary>The limits on the lifetime of sessions.</summary>
    SessionLifetime SessionLifetime { get; }

    /// <summary>
    /// Creates the tokens of the newest generation of a session. For the same generation it returns the same refresh
    /// token again. It also returns the same access token while that has at least half of its lifetime left.
    /// </summary>
    SessionTokens Issue(Session session, DateTimeOffset now);

    /// <summary>Reads a refresh token that this server issued; null for any other text.</summary>
    RefreshTokenClaims? ReadRefreshToken(string refreshToken);

    /// <summary>Creates a ticket. It has only characters that need no escaping in a URL.</summary>
    string MakeTicket(TicketClaims claims);

    /// <summary>Reads a ticket that this server issued, even if it has expired; null for any other text.</summary>
    TicketClaims? ReadTicket(string ticket);
}
