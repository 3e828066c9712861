using ChatApp.Domain.Sessions;
using ChatApp.Domain.Users;

namespace ChatApp.Application.Sessions;

/// <summary>
/// Keeps passwords together with the sessions that they open: no session that an old password has opened outlives the
/// change of the password, however the two meet.
/// </summary>
public interface ICredentialStore
{
    /// <summary>
    /// Keeps a new session, if the user's password is still the one that was verified. Where the user has as many as
    /// one may have, those end that were used least recently.
    /// </summary>
    /// <param name="user">The user with the hash that was verified.</param>
    /// <param name="newHash">A hash to be kept in its place, of the same password; null to leave it.</param>
    /// <param name="session">The session, new.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The sessions that were ended; null, and nothing is kept, when there is another hash by now.</returns>
    Task<IReadOnlyList<Guid>?> StartSessionAsync(
        User user, string? newHash, Session session, CancellationToken cancellationToken);

    /// <summary>Changes a password, ends every session of the user, and keeps a new one.</summary>
    /// <param name="user">The user with the hash that was verified.</param>
    /// <param name="newHash">The hash of the new password.</param>
    /// <param name="session">The new session.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// The sessions that were ended; null, and nothing is changed, when there is another hash by now.
    /// </returns>
    Task<IReadOnlyList<Guid>?> ChangePasswordAsync(
        User user, string newHash, Session session, CancellationToken cancellationToken);
}
