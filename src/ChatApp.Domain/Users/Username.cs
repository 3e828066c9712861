using System.Buffers;

namespace ChatApp.Domain.Users;

/// <summary>Rules of usernames (contract, section 2).</summary>
public static class Username
{
    /// <summary>Shortest name, in characters.</summary>
    public const int MinLength = 3;

    /// <summary>Longest name, in characters.</summary>
    public const int MaxLength = 32;

    /// <summary>The beginning of the names of closed accounts. Nobody can register such a name.</summary>
    public const string ClosedPrefix = "deleted-";

    // The last 20 digits of a UUID version 7 are random.
    private const int FirstRandomDigit = 12;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");

    /// <summary>Whether this may be a username.</summary>
    public static bool IsValid(string text) =>
        text.Length is >= MinLength and <= MaxLength && !text.AsSpan().ContainsAnyExcept(Allowed);

    /// <summary>The name that a user has after the account is closed. It shows nothing of the name before.</summary>
    public static string OfClosed(Guid userId) => $"{ClosedPrefix}{userId.ToString("N")[FirstRandomDigit..]}";

    /// <summary>The form in which names are compared, without regard to case.</summary>
    public static string KeyOf(string username) => username.ToLowerInvariant();
}
