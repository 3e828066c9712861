using ChatApp.Domain.Users;

namespace ChatApp.Application.Accounts;

/// <summary>Who may register, and not by which names.</summary>
/// <param name="isOpen">Whether people can register by themselves.</param>
/// <param name="reservedNames">Usernames that nobody can register, in any case.</param>
public sealed class RegistrationRules(bool isOpen, IEnumerable<string> reservedNames)
{
    private readonly HashSet<string> _reservedKeys = [.. reservedNames.Select(Username.KeyOf)];

    /// <summary>Whether people can register by themselves.</summary>
    public bool IsOpen => isOpen;

    /// <summary>Whether nobody can register this name; case does not matter. Whoever has it keeps it.</summary>
    public bool IsReserved(string username) => _reservedKeys.Contains(Username.KeyOf(username));
}
