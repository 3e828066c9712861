namespace ChatApp.Domain.Users;

/// <summary>Rules of passwords (contract, section 2).</summary>
public static class Password
{
    /// <summary>Shortest password, in Unicode scalar values, so that most emoji count as one character.</summary>
    public const int MinLength = 8;

    /// <summary>Longest password, in Unicode scalar values.</summary>
    public const int MaxLength = 128;

    /// <summary>Whether the length is within the limits. All characters are allowed, and all of them count.</summary>
    // A scalar value has one or two code units, so most invalid lengths are rejected without counting.
    public static bool HasValidLength(string password) =>
        password.Length is >= MinLength and <= MaxLength * 2
        && password.EnumerateRunes().Count() is >= MinLength and <= MaxLength;

    /// <summary>Whether it is one of the most common passwords, without regard to case.</summary>
    public static bool IsCommon(string password) => CommonPasswords.Contains(password);
}

/// <summary>
/// The most common passwords: about 8,500 of at least eight characters. The file beside this one names their source. It
/// is read when the first password is chosen, and then kept in memory (about 0.7 MB).
/// </summary>
internal static class CommonPasswords
{
    private const char CommentMark = '#';

    private static readonly Lazy<HashSet<string>> Known = new(Read);

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
