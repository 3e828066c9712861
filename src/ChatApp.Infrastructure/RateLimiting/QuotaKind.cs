namespace ChatApp.Infrastructure.RateLimiting;

/// <summary>The user actions that are counted.</summary>
internal enum QuotaKind
{
    /// <summary>Frames and calls that send something.</summary>
    Frames,

    /// <summary>Messages to one other user.</summary>
    Messages,

    /// <summary>Conversations that the user starts.</summary>
    Conversations,
}
