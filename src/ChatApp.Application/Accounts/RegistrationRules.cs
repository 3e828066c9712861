using ChatApp.Domain.Users;

namespace ChatApp.Application.Accounts;

/// <summary>Who may register, and not by which names.</summary>
/// <param name="isOpen">Whether people can register by themselves.</param>
/// <param name="reservedNames">Usernames that nobody can register, however they are written.</param>
public sealed class RegistrationRules(bool isOpen, IEnumerable<string> reservedNames)
{
    // What the name of a closed account begins with (contract, section 2).
    private const string Closed = "deleted-";

    private readonly HashSet<string> _reservedKeys = [.. reservedNames.Select(KeyOf)];

    /// <summary>Whether people can register by themselves.</summary>
    public bool IsOpen => isOpen;

    /// <summary>
    /// Whether nobody can register this name; neither case nor dots, dashes and underscores matter. Whoever has it
    /// keeps it.
    /// </summary>
    public bool IsReserved(string username) =>
        _reservedKeys.Contains(KeyOf(username)) || username.StartsWith(Closed, StringComparison.OrdinalIgnoreCase);

    private static string KeyOf(string username) =>
        string.Concat(Username.KeyOf(username).Where(character => character is not ('.' or '-' or '_')));
}
