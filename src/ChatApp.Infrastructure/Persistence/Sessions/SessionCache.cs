using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using ChatApp.Application.Sessions;
using ChatApp.Domain.Sessions;

namespace ChatApp.Infrastructure.Persistence.Sessions;

/// <summary>
/// What this node has lately seen of sessions, so that the check of an access token seldom asks the database. An entry is believed for
/// two seconds (the contract allows five until a session that another node ended is refused here). Bounded in count: when full, it is
/// emptied, which costs one query for each session that is in use. Safe for use by any thread.
/// </summary>
internal sealed class SessionCache(TimeProvider time)
{
    private const int MaxEntries = 100_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Guid, Entry> _entries = new();
    private long _changes;

    public bool TryGet(Guid sessionId, [NotNullWhen(true)] out SessionState? state)
    {
        state = _entries.TryGetValue(sessionId, out var entry) && time.GetElapsedTime(entry.SeenAt) < Lifetime ? entry.State : null;
        return state is not null;
    }

    /// <summary>To be called before a session is read, and its answer given to <see cref="PutRead"/>.</summary>
    public long BeginRead() => Interlocked.Read(ref _changes);

    /// <summary>Notes what was read, unless a session was changed meanwhile: then the read may be older than the change.</summary>
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
        _entries.TryRemove(sessionId, out _);
    }

    private void Put(Guid sessionId, SessionState state)
    {
        if (_entries.Count >= MaxEntries)
        {
            _entries.Clear();
        }

        var latest = new Entry(state, time.GetTimestamp());
        _entries.AddOrUpdate(
            sessionId, static (_, latest) => latest, static (_, known, latest) => IsFurther(known.State, latest.State) ? known : latest, latest);
    }

    // A session only moves forward. Of two who note what they have committed or read, the later one may have the earlier state.
    private static bool IsFurther(SessionState known, SessionState other) =>
        (known.HasEnded, known.Generation, known.GenerationUsed).CompareTo((other.HasEnded, other.Generation, other.GenerationUsed)) > 0;

    private static SessionState StateOf(Session session) =>
        new(session.UserId, session.Generation, session.GenerationUsed, session.EndedAt is not null);

    private readonly record struct Entry(SessionState State, long SeenAt);
}
