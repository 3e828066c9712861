namespace ChatApp.Domain.Sessions;

/// <summary>What became of a presented refresh token.</summary>
public enum RefreshOutcome
{
    /// <summary>It was the newest: a new generation begins.</summary>
    Rotated,

    /// <summary>
    /// It was replaced a moment ago, or this is the request that replaced it, and its successor has not been used yet:
    /// the same successor is given again.
    /// </summary>
    Repeated,

    /// <summary>It had been replaced, so somebody holds a copy: the session has ended.</summary>
    Reused,

    /// <summary>It is too old, or its session has ended.</summary>
    Expired,
}
