namespace ChatApp.Application.Common;

/// <summary>Sorts of expected failures. The Api maps each to one HTTP status.</summary>
public enum ErrorKind
{
    /// <summary>The request breaks a rule.</summary>
    Validation,

    /// <summary>The caller is not, or no longer, who it says.</summary>
    Unauthorized,

    /// <summary>The caller is known, and may not do this.</summary>
    Forbidden,

    /// <summary>What is asked for does not exist for this caller.</summary>
    NotFound,

    /// <summary>It clashes with what is there.</summary>
    Conflict,

    /// <summary>It was there once.</summary>
    Gone,

    /// <summary>The caller asks too often.</summary>
    RateLimited,

    /// <summary>The server cannot answer right now.</summary>
    Unavailable,
}
