namespace ChatApp.Application.Sessions;

/// <summary>The tokens with which a device acts for its user.</summary>
/// <param name="AccessToken">JWT for the <c>Authorization</c> header.</param>
/// <param name="TokenType">Always <c>bearer</c>.</param>
/// <param name="ExpiresIn">Seconds until the access token expires.</param>
/// <param name="RefreshToken">Can be exchanged once for a new pair of tokens.</param>
public sealed record SessionTokens(string AccessToken, string TokenType, int ExpiresIn, string RefreshToken)
    : SensitiveRecord;
