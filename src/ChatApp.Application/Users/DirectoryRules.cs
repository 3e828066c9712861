namespace ChatApp.Application.Users;

/// <summary>How users can be found.</summary>
/// <param name="WholeNamesAlone">Whether a user is found by the whole username alone, and not by its start.</param>
public sealed record DirectoryRules(bool WholeNamesAlone);
