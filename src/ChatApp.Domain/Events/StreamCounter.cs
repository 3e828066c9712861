namespace ChatApp.Domain.Events;

/// <summary>
/// Counter of a user's event stream. Whoever advances it holds its row lock until the commit, or commits only if the row is still as it
/// was, so numbers become visible in order and without gaps, whichever writer commits first.
/// </summary>
public sealed class StreamCounter
{
    private StreamCounter()
    {
    }

    /// <summary>Whose stream it is.</summary>
    public Guid UserId { get; private init; }

    /// <summary>Number of the newest event; 0 before the first.</summary>
    public long Head { get; private set; }

    /// <summary>Events up to this number are no longer kept.</summary>
    public long Floor { get; private init; }

    /// <summary>The empty stream of a new user.</summary>
    public static StreamCounter Open(Guid userId) => Restore(userId, head: 0);

    /// <summary>The stream as a store has it.</summary>
    public static StreamCounter Restore(Guid userId, long head) => new() { UserId = userId, Head = head };

    /// <summary>Takes the next number.</summary>
    public StreamPosition Advance() => new(UserId, ++Head);
}
