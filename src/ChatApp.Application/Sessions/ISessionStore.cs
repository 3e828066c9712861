using ChatApp.Domain.Sessions;

namespace ChatApp.Application.Sessions;

/// <summary>Keeps sessions.</summary>
public interface ISessionStore
{
    /// <summary>
    /// What is known of a session. May be up to two seconds old, since it is asked for on every request; what this node
    /// changed itself, it knows at once.
    /// </summary>
    ValueTask<SessionState?> FindStateAsync(Guid sessionId, CancellationToken cancellationToken);

    /// <summary>A user's sessions that go on, the newest first.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="now">The time by which they must not have expired.</param>
    /// <param name="before">Only sessions that were started before this one; null: from the newest on.</param>
    /// <param name="limit">Most sessions to give.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<Page<Session>> ListOpenAsync(
        Guid userId, DateTimeOffset now, Guid? before, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Applies a change to the session as it is now and keeps the outcome. A change that loses a race is applied anew.
    /// </summary>
    /// <returns>The session after the change; null when there is no such session.</returns>
    Task<Session?> ChangeAsync(Guid sessionId, Action<Session> change, CancellationToken cancellationToken);
}
