namespace ChatApp.Api.RateLimiting;

/// <summary>What is counted.</summary>
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

    /// <summary>Per user: finding others by their names.</summary>
    Search,
}
