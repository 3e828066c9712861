using System.Diagnostics.CodeAnalysis;

namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>
/// Session states that this node has read in the last two seconds; the contract allows five until a session that
/// another node ended is refused here. The size is bounded. Thread-safe.
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

    /// <summary>Call it before a session is read, and pass the result to <see cref="PutRead"/>.</summary>
    public long BeginRead() => Interlocked.Read(ref _changes);

    /// <summary>
    /// Caches what was read, unless any session has changed since <see cref="BeginRead"/>: the read may then be older
    /// than the change.
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

    /// <summary>Caches a change that this node has committed.</summary>
    public void PutChanged(Session session)
    {
        Interlocked.Increment(ref _changes);
        Put(session.Id, StateOf(session));
    }

    /// <summary>For a session that another node, or a statement for several sessions, has changed.</summary>
    public void Forget(Guid sessionId)
    {
        Interlocked.Increment(ref _changes);
        _entries.Remove(sessionId);
    }

    private void Put(Guid sessionId, SessionState state) => _entries.Set(
        sessionId,
        new Entry(state, time.GetTimestamp()),
        static (known, latest) => !IsFurther(known.State, latest.State));

    // A session only moves forward. Updates can arrive out of order, so keep the more advanced state.
    private static bool IsFurther(SessionState known, SessionState other) =>
        (known.HasEnded, known.Generation, known.GenerationUsed)
            .CompareTo((other.HasEnded, other.Generation, other.GenerationUsed)) > 0;

    private static SessionState StateOf(Session session) =>
        new(session.UserId, session.Generation, session.GenerationUsed, session.EndedAt is not null);

    private readonly record struct Entry(SessionState State, long SeenAt);
}
