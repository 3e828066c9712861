namespace ChatApp.Testing;

/// <summary>A user as that user sees itself.</summary>
/// <param name="Id">The user.</param>
/// <param name="Username">The name, as registered.</param>
/// <param name="Email">The address, which nobody else sees.</param>
/// <param name="DisplayName">The shown name.</param>
/// <param name="IsActive">Whether the account is open.</param>
/// <param name="CreatedAt">When it was registered.</param>
public sealed record Account(
    Guid Id, string Username, string Email, string? DisplayName, bool IsActive, DateTimeOffset CreatedAt);
