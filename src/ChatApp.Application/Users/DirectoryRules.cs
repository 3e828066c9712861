namespace ChatApp.Application.Users;

/// <summary>The rules for finding users.</summary>
/// <param name="WholeNamesAlone">Whether only the whole username finds a user, and not its beginning.</param>
public sealed record DirectoryRules(bool WholeNamesAlone);
