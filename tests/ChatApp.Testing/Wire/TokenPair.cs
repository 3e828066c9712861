namespace ChatApp.Testing;

/// <summary>The response to a login or a refresh.</summary>
/// <param name="AccessToken">The JWT for the Authorization header.</param>
/// <param name="TokenType">Always "bearer".</param>
/// <param name="ExpiresIn">Seconds until the access token expires.</param>
/// <param name="RefreshToken">Valid for one refresh.</param>
public sealed record TokenPair(string AccessToken, string TokenType, int ExpiresIn, string RefreshToken);
