using ChatApp.Domain.Sessions;

namespace ChatApp.Application.Sessions;

/// <summary>Keeps sessions.</summary>
public interface ISessionStore
{
    /// <summary>
    /// What is known of a session. May be up to two seconds old, since it is asked for on every request; what this node changed
    /// itself, it knows at once.
    /// </summary>
    ValueTask<SessionState?> FindStateAsync(Guid sessionId, CancellationToken cancellationToken);

    /// <summary>Applies a change to the session as it is now and keeps the outcome. A change that loses a race is applied anew.</summary>
    /// <returns>The session after the change; null when there is no such session.</returns>
    Task<Session?> ChangeAsync(Guid sessionId, Action<Session> change, CancellationToken cancellationToken);
}
