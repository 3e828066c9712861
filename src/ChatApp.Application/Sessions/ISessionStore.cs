using ChatApp.Domain.Sessions;

namespace ChatApp.Application.Sessions;

/// <summary>Stores sessions.</summary>
public interface ISessionStore
{
    /// <summary>
    /// The state of a session. It is read for every request, so it may be up to two seconds old. Changes by this node
    /// are visible at once.
    /// </summary>
    ValueTask<SessionState?> FindStateAsync(Guid sessionId, CancellationToken cancellationToken);

    /// <summary>Lists a user's open sessions, the newest first.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="now">The current time; expired sessions are left out.</param>
    /// <param name="before">Only sessions that were started before this one; null for the first page.</param>
    /// <param name="limit">Largest number of sessions.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<Page<Session>> ListOpenAsync(
        Guid userId, DateTimeOffset now, Guid? before, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Applies a change to the current session and stores the result. If another writer was first, the change is
    /// applied again to the newer row.
    /// </summary>
    /// <returns>The session after the change; null if there is no such session.</returns>
    Task<Session?> ChangeAsync(Guid sessionId, Action<Session> change, CancellationToken cancellationToken);
}
