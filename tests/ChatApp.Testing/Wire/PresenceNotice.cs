namespace ChatApp.Testing;

/// <summary>The event that a user has come online or gone offline. It is not stored.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Online">Whether the user is online now.</param>
/// <param name="LastSeenAt">When the user was last online; null if online.</param>
public sealed record PresenceNotice(Guid UserId, bool Online, DateTimeOffset? LastSeenAt);
