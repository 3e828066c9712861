namespace ChatApp.Testing;

/// <summary>The public profile of a user.</summary>
/// <param name="Id">The id of the user.</param>
/// <param name="Username">The username, as registered.</param>
/// <param name="DisplayName">The display name.</param>
public sealed record UserProfile(Guid Id, string Username, string? DisplayName);
