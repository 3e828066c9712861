using ChatApp.Domain.Sessions;

namespace ChatApp.Application.Sessions;

/// <summary>Creates and reads the tokens of sessions. Tokens contain all their data, and none is stored.</summary>
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

/// <summary>The tokens with which a device acts for its user.</summary>
/// <param name="AccessToken">JWT for the <c>Authorization</c> header.</param>
/// <param name="TokenType">Always <c>bearer</c>.</param>
/// <param name="ExpiresIn">Seconds until the access token expires.</param>
/// <param name="RefreshToken">Can be exchanged once for a new pair of tokens.</param>
public sealed record SessionTokens(string AccessToken, string TokenType, int ExpiresIn, string RefreshToken)
    : SensitiveRecord;

/// <summary>The claims of a refresh token.</summary>
public sealed record RefreshTokenClaims(Guid SessionId, int Generation);

/// <summary>The claims of a socket ticket.</summary>
/// <param name="Id">The id by which a second use is detected.</param>
/// <param name="TokenExpiresAt">When that token expires, in whole seconds; the socket is closed at that time.</param>
/// <param name="ExpiresAt">When the ticket expires, in whole milliseconds.</param>
public sealed record TicketClaims(
    Guid Id, Guid UserId, Guid SessionId, int Generation, DateTimeOffset TokenExpiresAt, DateTimeOffset ExpiresAt);
