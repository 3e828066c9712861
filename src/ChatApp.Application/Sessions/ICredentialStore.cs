using ChatApp.Domain.Sessions;
using ChatApp.Domain.Users;

namespace ChatApp.Application.Sessions;

/// <summary>
/// Keeps passwords together with the sessions that they open: no session that an old password has opened outlives the change of the password, however
/// the two meet.
/// </summary>
public interface ICredentialStore
{
    /// <summary>Keeps a new session, if the user's password is still the one that was verified.</summary>
    /// <param name="user">The user with the hash that was verified.</param>
    /// <param name="newHash">A hash to be kept in its place, of the same password; null to leave it.</param>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False, and nothing is kept, when there is another hash by now.</returns>
    Task<bool> StartSessionAsync(User user, string? newHash, Session session, CancellationToken cancellationToken);

    /// <summary>Changes a password and ends the user's sessions but for one.</summary>
    /// <param name="user">The user with the hash that was verified.</param>
    /// <param name="newHash">The hash of the new password.</param>
    /// <param name="keptSessionId">The session that goes on.</param>
    /// <param name="now">When the others end.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The sessions that were ended; null, and nothing is changed, when there is another hash by now.</returns>
    Task<IReadOnlyList<Guid>?> ChangePasswordAsync(
        User user, string newHash, Guid keptSessionId, DateTimeOffset now, CancellationToken cancellationToken);
}
