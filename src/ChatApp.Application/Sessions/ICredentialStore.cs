using ChatApp.Domain.Sessions;
using ChatApp.Domain.Users;

namespace ChatApp.Application.Sessions;

/// <summary>
/// Stores password hashes together with the sessions that they start. No session started with an old password survives
/// a change of the password, even if both happen at the same time.
/// </summary>
public interface ICredentialStore
{
    /// <summary>
    /// Stores a new session if the user's password is still the verified one. If the user would exceed the limit of
    /// sessions, the least recently used ones end.
    /// </summary>
    /// <param name="user">The user, with the verified hash.</param>
    /// <param name="newHash">
    /// A new hash of the same password, to replace the verified one; null to keep the old one.
    /// </param>
    /// <param name="session">The new session.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// The ended sessions. Null if the stored hash has changed meanwhile; in that case nothing is stored.
    /// </returns>
    Task<IReadOnlyList<Guid>?> StartSessionAsync(
        User user, string? newHash, Session session, CancellationToken cancellationToken);

    /// <summary>Changes a password, ends every session of the user, and stores a new one.</summary>
    /// <param name="user">The user, with the verified hash.</param>
    /// <param name="newHash">The hash of the new password.</param>
    /// <param name="session">The new session.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// The ended sessions. Null if the stored hash has changed meanwhile; in that case nothing is changed.
    /// </returns>
    Task<IReadOnlyList<Guid>?> ChangePasswordAsync(
        User user, string newHash, Session session, CancellationToken cancellationToken);
}
