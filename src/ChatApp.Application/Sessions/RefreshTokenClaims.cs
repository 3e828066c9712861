namespace ChatApp.Application.Sessions;

/// <summary>The claims of a refresh token.</summary>
/// <param name="SessionId">Its session.</param>
/// <param name="Generation">The generation of the token in that session.</param>
public sealed record RefreshTokenClaims(Guid SessionId, int Generation);
