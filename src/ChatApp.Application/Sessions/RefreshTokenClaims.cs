namespace ChatApp.Application.Sessions;

/// <summary>What a refresh token says.</summary>
/// <param name="SessionId">Its session.</param>
/// <param name="Generation">Its number in that session.</param>
public sealed record RefreshTokenClaims(Guid SessionId, int Generation);
