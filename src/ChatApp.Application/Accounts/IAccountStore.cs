using ChatApp.Domain.Users;

namespace ChatApp.Application.Accounts;

/// <summary>Keeps accounts.</summary>
public interface IAccountStore
{
    /// <summary>Keeps a new account with its empty event stream.</summary>
    /// <returns>Whether it was kept, or which unique name stood in the way.</returns>
    Task<AddAccountOutcome> AddAsync(User user, CancellationToken cancellationToken);

    /// <summary>Which of two names is taken already, so that no password is hashed in vain.</summary>
    Task<AddAccountOutcome> CheckNamesAsync(string usernameKey, string emailKey, CancellationToken cancellationToken);

    /// <summary>The account with this username or, if it has an @, email address; case does not matter.</summary>
    Task<User?> FindByLoginAsync(string login, CancellationToken cancellationToken);

    /// <summary>The account of this user.</summary>
    Task<User?> FindAsync(Guid userId, CancellationToken cancellationToken);
}
