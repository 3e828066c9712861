namespace ChatApp.Application.Sessions;

/// <summary>What a device needs to act for its user.</summary>
/// <param name="AccessToken">JWT for the <c>Authorization</c> header.</param>
/// <param name="TokenType">Always <c>bearer</c>.</param>
/// <param name="ExpiresIn">Seconds for which the access token is still good.</param>
/// <param name="RefreshToken">Good for one new pair.</param>
public sealed record SessionTokens(string AccessToken, string TokenType, int ExpiresIn, string RefreshToken)
    : SensitiveRecord;
