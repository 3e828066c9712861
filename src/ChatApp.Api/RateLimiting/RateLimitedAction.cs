namespace ChatApp.Api.RateLimiting;

/// <summary>The actions with a rate limit.</summary>
internal enum RateLimitedAction
{
    /// <summary>Per address.</summary>
    Register,

    /// <summary>Per address.</summary>
    LogIn,

    /// <summary>Per address.</summary>
    Refresh,

    /// <summary>Per user, over REST and all sockets together.</summary>
    SendMessage,

    /// <summary>Per user.</summary>
    Read,

    /// <summary>A search for other users by name; counted per user.</summary>
    Search,
}
