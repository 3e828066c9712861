namespace ChatApp.Testing;

/// <summary>A user's own account.</summary>
/// <param name="Id">The id of the user.</param>
/// <param name="Username">The username, as registered.</param>
/// <param name="Email">The email address, which no other user sees.</param>
/// <param name="DisplayName">The display name.</param>
/// <param name="IsActive">Whether the account is active.</param>
/// <param name="CreatedAt">The time of registration.</param>
public sealed record Account(
    Guid Id, string Username, string Email, string? DisplayName, bool IsActive, DateTimeOffset CreatedAt);
