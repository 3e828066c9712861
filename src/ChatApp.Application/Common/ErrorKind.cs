namespace ChatApp.Application.Common;

/// <summary>Kinds of expected failures. The Api maps each kind to one HTTP status.</summary>
public enum ErrorKind
{
    /// <summary>The request breaks a rule.</summary>
    Validation,

    /// <summary>The caller's identity is not proven or no longer valid.</summary>
    Unauthorized,

    /// <summary>The caller is known but may not do this.</summary>
    Forbidden,

    /// <summary>The requested item does not exist for this caller.</summary>
    NotFound,

    /// <summary>The request conflicts with the current state.</summary>
    Conflict,

    /// <summary>The requested item existed but is no longer available.</summary>
    Gone,

    /// <summary>The caller has exceeded a rate limit.</summary>
    RateLimited,

    /// <summary>The server cannot answer right now.</summary>
    Unavailable,
}
