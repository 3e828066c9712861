namespace ChatApp.Testing;

/// <summary>The public profile of a user.</summary>
/// <param name="Id">The id of the user.</param>
/// <param name="Username">The username, as registered.</param>
/// <param name="DisplayName">The display name.</param>
/// <param name="Online">Whether the user is online, as far as it is shown; absent in lists.</param>
/// <param name="LastSeenAt">When the user was last online; null if not known or not shown.</param>
public sealed record UserProfile(
    Guid Id, string Username, string? DisplayName, bool? Online = null, DateTimeOffset? LastSeenAt = null);
