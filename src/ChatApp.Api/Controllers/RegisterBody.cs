namespace ChatApp.Api.Controllers;

/// <summary>A registration.</summary>
/// <param name="Username">The username.</param>
/// <param name="Email">The email address.</param>
/// <param name="Password">The password.</param>
public sealed record RegisterBody(string? Username, string? Email, string? Password) : RequestBody;
