using ChatApp.Domain.Events;

namespace ChatApp.Domain.Users;

/// <summary>A user has a new name.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Username">The username now.</param>
/// <param name="DisplayName">The display name now.</param>
/// <param name="Positions">
/// The position of the event in the stream of one user who shares a conversation with the user, or of the user.
/// </param>
public sealed record UserUpdated(
    Guid UserId, string Username, string DisplayName, IReadOnlyList<StreamPosition> Positions)
    : StoredEvent(Positions);
