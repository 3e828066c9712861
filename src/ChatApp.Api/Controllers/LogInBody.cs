namespace ChatApp.Api.Controllers;

/// <summary>A login.</summary>
/// <param name="Username">Username or email address.</param>
/// <param name="Password">The password.</param>
/// <param name="RefreshToken">
/// A refresh token that this device received earlier; it may have expired. It shows that the device has logged in
/// before, so that wrong passwords from other devices do not count against it.
/// </param>
public sealed record LogInBody(string? Username, string? Password, string? RefreshToken) : RequestBody;
