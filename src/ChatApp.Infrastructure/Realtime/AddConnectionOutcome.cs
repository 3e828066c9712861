namespace ChatApp.Infrastructure.Realtime;

internal enum AddConnectionOutcome
{
    Added,

    /// <summary>Added as the user's first connection on this node.</summary>
    AddedFirst,

    /// <summary>The user has reached the limit.</summary>
    TooMany,

    /// <summary>The feed has just lost its last connection, so a new feed is needed.</summary>
    FeedRetired,
}
