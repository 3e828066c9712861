namespace ChatApp.Domain.Users;

/// <summary>Rules of passwords (contract, section 2).</summary>
public static class Password
{
    /// <summary>Shortest password, in Unicode scalar values, so that an emoji counts as one character.</summary>
    public const int MinLength = 8;

    /// <summary>Longest password, in Unicode scalar values.</summary>
    public const int MaxLength = 128;

    /// <summary>Whether the length is within bounds. Characters of any kind are allowed and none is ignored.</summary>
    public static bool HasValidLength(string password)
    {
        // Each scalar value takes one or two code units: most lengths are decided without counting.
        if (password.Length is < MinLength or > MaxLength * 2)
        {
            return false;
        }

        return password.EnumerateRunes().Count() is >= MinLength and <= MaxLength;
    }

    /// <summary>Whether it is one of the passwords that are guessed first, in whatever case.</summary>
    public static bool IsCommon(string password) => CommonPasswords.Contains(password);
}
