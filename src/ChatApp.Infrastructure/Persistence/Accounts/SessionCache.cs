using System.Diagnostics.CodeAnalysis;
using ChatApp.Application.Sessions;
using ChatApp.Domain.Sessions;

namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>
/// What this node has lately seen of sessions, so that the check of an access token seldom asks the database. An entry
/// is believed for two seconds: the contract allows five until a session that another node ended is refused here.
/// Bounded: a new one takes the place of one that was not asked for lately. Safe for use by any thread.
/// </summary>
internal sealed class SessionCache(TimeProvider time)
{
    private const int MaxEntries = 100_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(2);

    private readonly BoundedCache<Guid, Entry> _entries = new(MaxEntries);
    private long _changes;

    public bool TryGet(Guid sessionId, [NotNullWhen(true)] out SessionState? state)
    {
        state = _entries.TryGetValue(sessionId, out var entry) && time.GetElapsedTime(entry.SeenAt) < Lifetime
            ? entry.State
            : null;
        return state is not null;
    }

    /// <summary>To be called before a session is read, and its answer given to <see cref="PutRead"/>.</summary>
    public long BeginRead() => Interlocked.Read(ref _changes);

    /// <summary>
    /// Notes what was read, unless a session was changed meanwhile: then the read may be older than the change.
    /// </summary>
    public SessionState PutRead(Session session, long reading)
    {
        var state = StateOf(session);
        if (Interlocked.Read(ref _changes) == reading)
        {
            Put(session.Id, state);
        }

        return state;
    }

    /// <summary>Notes a change that this node has committed.</summary>
    public void PutChanged(Session session)
    {
        Interlocked.Increment(ref _changes);
        Put(session.Id, StateOf(session));
    }

    /// <summary>Forgets a session, because another node has changed it.</summary>
    public void Forget(Guid sessionId)
    {
        Interlocked.Increment(ref _changes);
        _entries.Remove(sessionId);
    }

    private void Put(Guid sessionId, SessionState state) => _entries.Set(
        sessionId,
        new Entry(state, time.GetTimestamp()),
        static (known, latest) => !IsFurther(known.State, latest.State));

    // A session only moves forward. Updates can arrive out of order, so the more advanced state stays.
    private static bool IsFurther(SessionState known, SessionState other) =>
        (known.HasEnded, known.Generation, known.GenerationUsed)
            .CompareTo((other.HasEnded, other.Generation, other.GenerationUsed)) > 0;

    private static SessionState StateOf(Session session) =>
        new(session.UserId, session.Generation, session.GenerationUsed, session.EndedAt is not null);

    private readonly record struct Entry(SessionState State, long SeenAt);
}
