namespace ChatApp.Domain.Users;

/// <summary>
/// The most common passwords: about 8,500 of at least eight characters. The file beside this one names their source. It
/// is read when the first password is chosen, and then kept in memory (about 0.7 MB).
/// </summary>
internal static class CommonPasswords
{
    private const char CommentMark = '#';

    private static readonly Lazy<HashSet<string>> Known = new(Read);

    /// <summary>Whether this is one of them, without regard to case.</summary>
    public static bool Contains(string password) => Known.Value.Contains(password);

    private static HashSet<string> Read()
    {
        using var file = typeof(CommonPasswords).Assembly.GetManifestResourceStream("common-passwords.txt")
            ?? throw new InvalidOperationException("The list of common passwords is not in the assembly.");
        using var lines = new StreamReader(file);
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (lines.ReadLine() is { } line)
        {
            if (line[0] != CommentMark)
            {
                known.Add(line);
            }
        }

        return known;
    }
}
