namespace ChatApp.Api.Controllers;

/// <summary>A change of the caller's password.</summary>
/// <param name="CurrentPassword">The password as it is.</param>
/// <param name="NewPassword">
/// The password as it shall be: 8 to 128 characters of any kind, and none of the most common ones.
/// </param>
public sealed record ChangePasswordBody(string? CurrentPassword, string? NewPassword) : RequestBody;
