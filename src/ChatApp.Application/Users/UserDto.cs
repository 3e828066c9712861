using AutoMapper;
using ChatApp.Domain.Users;

namespace ChatApp.Application.Users;

/// <summary>A user as others see it, without the email address.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Username">The username, as written at registration.</param>
/// <param name="DisplayName">The name that others see.</param>
[AutoMap(typeof(User))]
public sealed record UserDto(Guid Id, string Username, string DisplayName);

internal static class UserErrors
{
    public static readonly Error NotFound = new(ErrorKind.NotFound, ErrorCodes.UserNotFound, "There is no such user.");

    /// <summary>The caller's own account is closed, but the token is not refused yet on this node.</summary>
    public static readonly Error Gone =
        new(ErrorKind.Unauthorized, ErrorCodes.Unauthorized, "This account no longer exists.");
}
