namespace ChatApp.Testing;

/// <summary>A user as others see it.</summary>
/// <param name="Id">The user.</param>
/// <param name="Username">The name, as registered.</param>
/// <param name="DisplayName">The shown name.</param>
public sealed record UserProfile(Guid Id, string Username, string? DisplayName);
