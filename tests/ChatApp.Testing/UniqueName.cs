namespace ChatApp.Testing;

/// <summary>Generates unique usernames.</summary>
public static class UniqueName
{
    /// <summary>Generates a valid username that no other call returns.</summary>
    /// <param name="prefix">The start of the name, at most 19 characters.</param>
    /// <returns>The prefix and 12 random hexadecimal digits.</returns>
    public static string Next(string prefix = "user_") => prefix + Guid.CreateVersion7().ToString("n")[^12..];
}
