namespace ChatApp.Api.Controllers;

/// <summary>A registration.</summary>
/// <param name="Username">The username.</param>
/// <param name="Email">The email address.</param>
/// <param name="Password">The password.</param>
public sealed record RegisterBody(string? Username, string? Email, string? Password)
{
    /// <summary>Only the type name: logs must not contain a password or an email address.</summary>
    public override string ToString() => nameof(RegisterBody);
}
