namespace ChatApp.Api.Controllers;

/// <summary>A change of the caller's password.</summary>
/// <param name="CurrentPassword">The current password.</param>
/// <param name="NewPassword">
/// The new password: 8 to 128 characters of any kind, but not one of the most common passwords.
/// </param>
public sealed record ChangePasswordBody(string? CurrentPassword, string? NewPassword) : RequestBody;
