namespace ChatApp.Domain.Sessions;

/// <summary>What became of a presented refresh token.</summary>
public enum RefreshOutcome
{
    /// <summary>It was the newest: a new generation begins.</summary>
    Rotated,

    /// <summary>Its successor has not been used yet: the same successor is given again.</summary>
    Repeated,

    /// <summary>Its successor was used, so somebody holds a copy: the session has ended.</summary>
    Reused,

    /// <summary>It is too old, or its session has ended.</summary>
    Expired,
}
