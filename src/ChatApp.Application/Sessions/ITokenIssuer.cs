using ChatApp.Domain.Sessions;

namespace ChatApp.Application.Sessions;

/// <summary>Makes and reads the tokens of sessions.</summary>
public interface ITokenIssuer
{
    /// <summary>How long a refresh token is good for.</summary>
    TimeSpan RefreshTokenLifetime { get; }

    /// <summary>
    /// The tokens of the session's newest generation. Asked again for the same generation, it gives the same refresh token, and the same
    /// access token while that has at least half its life before it.
    /// </summary>
    SessionTokens Issue(Session session, DateTimeOffset now);

    /// <summary>Reads a refresh token of our own making; null when it is anything else.</summary>
    RefreshTokenClaims? ReadRefreshToken(string refreshToken);
}
