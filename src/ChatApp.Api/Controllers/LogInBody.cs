namespace ChatApp.Api.Controllers;

/// <summary>A login.</summary>
/// <param name="Username">Username or email address.</param>
/// <param name="Password">The password.</param>
/// <param name="RefreshToken">
/// A refresh token that this device was once given, good or not: it shows that the device has logged in before, so that
/// wrong passwords of others do not count for it.
/// </param>
public sealed record LogInBody(string? Username, string? Password, string? RefreshToken) : RequestBody;
