namespace ChatApp.Testing;

/// <summary>The event that a user has a new name.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Username">The username now.</param>
/// <param name="DisplayName">The display name now.</param>
/// <param name="Cursor">The position of the event in the receiver's stream.</param>
public sealed record UserUpdate(Guid UserId, string Username, string DisplayName, string Cursor);
