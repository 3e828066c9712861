using ChatApp.Domain.Users;

namespace ChatApp.Application.Accounts;

/// <summary>Stores accounts.</summary>
public interface IAccountStore
{
    /// <summary>Stores a new account with its empty event stream.</summary>
    /// <returns>Whether it was stored, or which unique name is already in use.</returns>
    Task<AddAccountOutcome> AddAsync(User user, CancellationToken cancellationToken);

    /// <summary>Checks whether one of two names is in use, to avoid hashing a password in vain.</summary>
    Task<AddAccountOutcome> CheckNamesAsync(string usernameKey, string emailKey, CancellationToken cancellationToken);

    /// <summary>Finds an account by username or, if it contains an @, by email address, ignoring case.</summary>
    Task<User?> FindByLoginAsync(string login, CancellationToken cancellationToken);

    /// <summary>Finds the account of a user.</summary>
    Task<User?> FindAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>
    /// Changes a user's display name and begins to announce it. The name that the user has already changes nothing.
    /// </summary>
    Task ChangeDisplayNameAsync(Guid userId, string displayName, CancellationToken cancellationToken);

    /// <summary>
    /// Disables an account, which ends its sessions on every node (docs/decisions/0021-disabling-ends-sessions.md),
    /// or enables it again. A closed account stays as it is.
    /// </summary>
    /// <returns>Whether that changed anything.</returns>
    Task<bool> SetActiveAsync(Guid userId, bool isActive, CancellationToken cancellationToken);

    /// <summary>
    /// Closes an account (<see cref="User.Close"/>), retires its username, ends its sessions and erases their devices
    /// and addresses, if the user's password is still the verified one. From then on, no node stores a message to or
    /// from the user.
    /// </summary>
    /// <returns>The ended sessions. Null, with nothing changed, if the stored hash has changed meanwhile.</returns>
    Task<SessionEnds?> CloseAsync(
        User user, DateTimeOffset now, bool erasesMessages, CancellationToken cancellationToken);
}

/// <summary>Whether an account was added or, in a check, can be added.</summary>
public enum AddAccountOutcome
{
    /// <summary>It was added, or nothing prevents it.</summary>
    Added,

    /// <summary>The username is in use.</summary>
    UsernameTaken,

    /// <summary>The email address is in use.</summary>
    EmailTaken,
}
