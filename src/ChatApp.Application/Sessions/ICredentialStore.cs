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
    /// <param name="newHash">A new hash of the same password, to replace the verified one; null to keep that.</param>
    /// <returns>The ended sessions. Null, with nothing stored, if the stored hash has changed meanwhile.</returns>
    Task<IReadOnlyList<Guid>?> StartSessionAsync(
        User user, string? newHash, Session session, CancellationToken cancellationToken);

    /// <summary>Changes a password, ends every session of the user, and stores a new one.</summary>
    /// <returns>The ended sessions. Null, with nothing changed, if the stored hash has changed meanwhile.</returns>
    Task<IReadOnlyList<Guid>?> ChangePasswordAsync(
        User user, string newHash, Session session, CancellationToken cancellationToken);

    /// <summary>Changes a password, and ends every session of the user.</summary>
    /// <returns>The ended sessions. Null, with nothing changed, if the row of the user has changed meanwhile.</returns>
    Task<IReadOnlyList<Guid>?> ResetPasswordAsync(
        User user, string newHash, DateTimeOffset now, CancellationToken cancellationToken);
}
