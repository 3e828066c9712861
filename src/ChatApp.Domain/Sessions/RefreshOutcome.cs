namespace ChatApp.Domain.Sessions;

/// <summary>The result of presenting a refresh token.</summary>
public enum RefreshOutcome
{
    /// <summary>The token was the newest one; a new generation begins.</summary>
    Rotated,

    /// <summary>
    /// The token was replaced less than a minute ago, or this request repeats the one that replaced it and the
    /// successor has not been used yet. The same successor is issued again.
    /// </summary>
    Repeated,

    /// <summary>The token had been replaced, so it may have been copied. The session has ended.</summary>
    Reused,

    /// <summary>The token has expired, or its session has ended.</summary>
    Expired,
}
