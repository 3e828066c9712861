namespace ChatApp.Api.Controllers;

/// <summary>A registration.</summary>
/// <param name="Username">The username.</param>
/// <param name="Email">The email address.</param>
/// <param name="Password">The password.</param>
public sealed record RegisterBody(string? Username, string? Email, string? Password) : RequestBody;

/// <summary>A login.</summary>
/// <param name="Username">Username or email address.</param>
/// <param name="Password">The password.</param>
/// <param name="RefreshToken">
/// A refresh token that this device received earlier; it may have expired. It shows that the device has logged in
/// before, so that wrong passwords from other devices do not count against it.
/// </param>
public sealed record LogInBody(string? Username, string? Password, string? RefreshToken) : RequestBody;

/// <summary>A refresh.</summary>
/// <param name="RefreshToken">The newest refresh token of the session.</param>
/// <param name="RequestId">
/// An id that the client creates and repeats if it sends the request again because no answer came. It makes the call
/// safe to repeat.
/// </param>
public sealed record RefreshBody(string? RefreshToken, Guid? RequestId) : RequestBody;

/// <summary>A change of the caller's password.</summary>
/// <param name="CurrentPassword">The current password.</param>
/// <param name="NewPassword">
/// The new password: 8 to 128 characters of any kind, but not one of the most common passwords.
/// </param>
public sealed record ChangePasswordBody(string? CurrentPassword, string? NewPassword) : RequestBody;
