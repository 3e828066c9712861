namespace ChatApp.Testing;

/// <summary>Names that no other test has.</summary>
public static class UniqueName
{
    /// <summary>A valid username that nobody else gets.</summary>
    /// <param name="prefix">What it begins with, at most 19 characters.</param>
    /// <returns>The prefix and 12 random hexadecimal digits.</returns>
    public static string Next(string prefix = "user_") => prefix + Guid.CreateVersion7().ToString("n")[^12..];
}
