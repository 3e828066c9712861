namespace ChatApp.Domain.Events;

/// <summary>
/// Counter of a user's event stream. Whoever advances it holds its row lock until the commit, or commits only if the
/// row is still as it was. So numbers become visible in order and without gaps, whichever writer commits first.
/// </summary>
public sealed class StreamCounter
{
    internal StreamCounter()
    {
    }

    /// <summary>Whose stream it is.</summary>
    public Guid UserId { get; internal set; }

    /// <summary>Number of the newest event; 0 before the first.</summary>
    public long Head { get; internal set; }

    /// <summary>Events up to this number are no longer kept.</summary>
    public long Floor { get; internal set; }

    /// <summary>The empty stream of a new user.</summary>
    public static StreamCounter Open(Guid userId) => new() { UserId = userId };

    /// <summary>Takes the next number.</summary>
    public StreamPosition Advance() => new(UserId, ++Head);

    /// <summary>A copy that can be changed while this one stays as it is.</summary>
    public StreamCounter Copy() => (StreamCounter)MemberwiseClone();
}
