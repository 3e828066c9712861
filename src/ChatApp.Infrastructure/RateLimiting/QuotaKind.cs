namespace ChatApp.Infrastructure.RateLimiting;

/// <summary>What of a user is counted.</summary>
internal enum QuotaKind
{
    /// <summary>Frames and calls that send something.</summary>
    Frames,

    /// <summary>Messages to one other user.</summary>
    Messages,

    /// <summary>Conversations that it opens.</summary>
    Conversations,
}
