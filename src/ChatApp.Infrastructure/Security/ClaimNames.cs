namespace ChatApp.Infrastructure.Security;

/// <summary>Names of the access token claims that ChatApp reads.</summary>
internal static class ClaimNames
{
    /// <summary>The user's id.</summary>
    public const string UserId = "sub";

    /// <summary>The session's id.</summary>
    public const string SessionId = "sid";

    /// <summary>The refresh generation that the token was issued with.</summary>
    public const string Generation = "gen";

    /// <summary>When the token expires, in seconds since 1970.</summary>
    public const string ExpiresAt = "exp";
}
