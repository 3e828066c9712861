namespace ChatApp.Infrastructure.Realtime;

internal enum AddConnectionOutcome
{
    Added,

    /// <summary>Added, and the user's only one on this node.</summary>
    AddedFirst,

    /// <summary>The user has as many connections as one may have.</summary>
    TooMany,

    /// <summary>The feed's last connection has just gone; a new feed is needed.</summary>
    FeedRetired,
}
