namespace ChatApp.Api.RateLimiting;

/// <summary>What is counted.</summary>
internal enum RateLimitedAction
{
    /// <summary>Per address.</summary>
    Register,

    /// <summary>Per address.</summary>
    LogIn,

    /// <summary>Per user.</summary>
    SendMessage,
}
