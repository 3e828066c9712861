namespace ChatApp.Domain.Events;

/// <summary>
/// The counter of a user's event stream. A writer either holds the row lock until the commit, or commits only if the
/// row has not changed since it was read. So event numbers become visible in order and without gaps.
/// </summary>
public sealed class StreamCounter
{
    internal StreamCounter() { }

    /// <summary>The user who owns the stream.</summary>
    public Guid UserId { get; internal set; }

    /// <summary>Number of the newest event; 0 before the first.</summary>
    public long Head { get; internal set; }

    /// <summary>Events up to this number are no longer kept.</summary>
    public long Floor { get; internal set; }

    /// <summary>
    /// Whether the user's account is closed, which it then stays. Each commit of an event for this user compares it, so
    /// no writer that does not know of the closing can commit one.
    /// </summary>
    public bool IsClosed { get; internal set; }

    /// <summary>Creates the empty stream of a new user.</summary>
    public static StreamCounter Open(Guid userId) => new() { UserId = userId };

    /// <summary>Takes the next number.</summary>
    public StreamPosition Advance() => new(UserId, ++Head);

    /// <summary>A copy; changes to it do not affect this object.</summary>
    public StreamCounter Copy() => (StreamCounter)MemberwiseClone();
}
