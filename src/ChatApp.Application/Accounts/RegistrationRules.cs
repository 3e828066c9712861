using ChatApp.Domain.Users;

namespace ChatApp.Application.Accounts;

/// <summary>Decides whether users can register, and which usernames are reserved.</summary>
/// <param name="isOpen">Whether users can register themselves.</param>
/// <param name="reservedNames">
/// Usernames that cannot be registered, in any spelling that <see cref="IsReserved"/> treats as equal.
/// </param>
public sealed class RegistrationRules(bool isOpen, IEnumerable<string> reservedNames)
{
    // The prefix that is reserved for the names of closed accounts (contract, section 2).
    private const string Closed = "deleted-";

    private readonly HashSet<string> _reservedKeys = [.. reservedNames.Select(KeyOf)];

    /// <summary>Whether users can register themselves.</summary>
    public bool IsOpen => isOpen;

    /// <summary>
    /// Whether the name cannot be registered. The comparison ignores case, dots, dashes and underscores. An existing
    /// account keeps its name.
    /// </summary>
    public bool IsReserved(string username) =>
        _reservedKeys.Contains(KeyOf(username)) || username.StartsWith(Closed, StringComparison.OrdinalIgnoreCase);

    private static string KeyOf(string username) =>
        string.Concat(Username.KeyOf(username).Where(character => character is not ('.' or '-' or '_')));
}
