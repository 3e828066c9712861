namespace ChatApp.Domain.Users;

/// <summary>Rules of passwords (contract, section 2).</summary>
public static class Password
{
    /// <summary>Shortest password, in Unicode scalar values, so that most emoji count as one character.</summary>
    public const int MinLength = 8;

    /// <summary>Longest password, in Unicode scalar values.</summary>
    public const int MaxLength = 128;

    /// <summary>Whether the length is within the limits. All characters are allowed, and all of them count.</summary>
    public static bool HasValidLength(string password)
    {
        // A scalar value has one or two code units, so most invalid lengths are rejected without counting.
        if (password.Length is < MinLength or > MaxLength * 2)
        {
            return false;
        }

        return password.EnumerateRunes().Count() is >= MinLength and <= MaxLength;
    }

    /// <summary>Whether it is one of the most common passwords, without regard to case.</summary>
    public static bool IsCommon(string password) => CommonPasswords.Contains(password);
}
