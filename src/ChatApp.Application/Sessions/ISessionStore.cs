using ChatApp.Application.Accounts;
using ChatApp.Domain.Sessions;

namespace ChatApp.Application.Sessions;

/// <summary>Stores sessions.</summary>
public interface ISessionStore
{
    /// <summary>The state of a session, at most two seconds old. Changes by this node are visible at once.</summary>
    ValueTask<SessionState?> FindStateAsync(Guid sessionId, CancellationToken cancellationToken);

    /// <summary>Lists a user's open sessions, the newest first.</summary>
    /// <param name="now">The current time; expired sessions are left out.</param>
    /// <param name="before">Only sessions that were started before this one; null for the first page.</param>
    Task<Page<Session>> ListOpenAsync(
        Guid userId, DateTimeOffset now, Guid? before, int limit, CancellationToken cancellationToken);

    /// <summary>Ends all open sessions of a user.</summary>
    /// <returns>The ended sessions.</returns>
    Task<SessionEnds> EndAllAsync(Guid userId, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Changes a session and stores it; if another writer was first, changes the newer row again.</summary>
    /// <returns>The session after the change; null if there is no such session.</returns>
    Task<Session?> ChangeAsync(Guid sessionId, Action<Session> change, CancellationToken cancellationToken);
}

/// <summary>The state of a session that is needed to check an access token.</summary>
/// <param name="GenerationUsed">Whether a token of that generation has been used.</param>
public sealed record SessionState(Guid UserId, int Generation, bool GenerationUsed, bool HasEnded);
