namespace ChatApp.Application.Users;

internal static class UserErrors
{
    public static readonly Error NotFound = new(ErrorKind.NotFound, ErrorCodes.UserNotFound, "There is no such user.");
}
