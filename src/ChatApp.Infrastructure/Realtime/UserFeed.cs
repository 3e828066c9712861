using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// A user who is connected to this node or about to connect: the connections, the head of the stream, and the newest
/// events, encoded. A slow connection needs no memory here: it reads older events from the event log.
/// </summary>
/// <remarks>
/// Thread-safe: while the one lock is held, no other lock is taken and no connection is woken. Kept events have
/// consecutive numbers, and the oldest are dropped first. An event after a gap replaces all kept events, because a
/// connection that needs it reads the event log first. So does an event that changes what earlier ones show, such as a
/// deletion: a device that comes back must not get the old text. An event of another node may be one.
/// </remarks>
internal sealed class UserFeed(Guid userId)
{
    // A power of two, since an event is stored at its number modulo this.
    internal const int MaxKeptEvents = 64;

    // In bytes.
    internal const int MaxKeptBytes = 256 * 1024;

    private readonly Lock _gate = new();
    private IStreamSubscriber[] _connections = [];
    private EncodedEvent?[]? _kept;
    private (long Number, ActivityContext Trace)[]? _traces;
    private int _keptBytes;
    private long _oldestKept;
    private long _newestKept = -1;
    private long _head;
    private int _expected;
    private bool _isRetired;

    public Guid UserId => userId;

    /// <summary>Number of the newest known event; the event log may have newer ones.</summary>
    public long Head => Volatile.Read(ref _head);

    public IReadOnlyList<IStreamSubscriber> Connections => Volatile.Read(ref _connections);

    /// <summary>Raises the head, and wakes the connections. Returns whether the number was new.</summary>
    public bool Raise(long head)
    {
        IStreamSubscriber[] connections;
        lock (_gate)
        {
            if (head <= _head)
            {
                return false;
            }

            _head = head;
            DropKept();
            connections = _connections;
        }

        Wake(connections);
        return true;
    }

    /// <summary>
    /// Forgets head and events, because the database may have lost them, and closes the connections.
    /// </summary>
    public void BeginEpoch()
    {
        IStreamSubscriber[] connections;
        lock (_gate)
        {
            Volatile.Write(ref _head, 0);
            DropKept();
            if (_traces is not null)
            {
                // The numbers are given again, to other events.
                Array.Clear(_traces);
            }

            connections = _connections;
        }

        foreach (var connection in connections)
        {
            connection.CloseForNewEpoch();
        }
    }

    public bool TryFind(long number, [NotNullWhen(true)] out EncodedEvent? found)
    {
        lock (_gate)
        {
            found = number >= _oldestKept && number <= _newestKept ? _kept![number % MaxKeptEvents] : null;
            return found is not null;
        }
    }

    public void Append(long number, EncodedEvent newest)
    {
        IStreamSubscriber[] connections;
        lock (_gate)
        {
            if (number >= _head)
            {
                _head = number;
                Keep(number, newest);
            }

            connections = _connections;
        }

        Wake(connections);
    }

    /// <summary>Keeps the trace of an event, which is sent soon, as long as newer ones leave room.</summary>
    public void Remember(long number, ActivityContext trace)
    {
        lock (_gate)
        {
            _traces ??= new (long, ActivityContext)[MaxKeptEvents];
            _traces[number % MaxKeptEvents] = (number, trace);
        }
    }

    /// <summary>The trace of an event, if it is known.</summary>
    public ActivityContext TraceOf(long number)
    {
        if (Volatile.Read(ref _traces) is null)
        {
            return default;
        }

        lock (_gate)
        {
            var (known, trace) = _traces![number % MaxKeptEvents];
            return known == number ? trace : default;
        }
    }

    public AddConnectionOutcome Add(IStreamSubscriber connection, int limit)
    {
        lock (_gate)
        {
            if (_isRetired)
            {
                return AddConnectionOutcome.FeedRetired;
            }

            if (_connections.Length >= limit)
            {
                return AddConnectionOutcome.TooMany;
            }

            var isFirst = IsUnused;
            _connections = [.. _connections, connection];
            return isFirst ? AddConnectionOutcome.AddedFirst : AddConnectionOutcome.Added;
        }
    }

    /// <summary>
    /// Announces a connection; returns as <see cref="Add"/>, but never <see cref="AddConnectionOutcome.TooMany"/>.
    /// </summary>
    public AddConnectionOutcome Expect()
    {
        lock (_gate)
        {
            if (_isRetired)
            {
                return AddConnectionOutcome.FeedRetired;
            }

            var isFirst = IsUnused;
            _expected++;
            return isFirst ? AddConnectionOutcome.AddedFirst : AddConnectionOutcome.Added;
        }
    }

    /// <summary>Ends an <see cref="Expect"/>; returns whether the feed has retired.</summary>
    public bool Unexpect()
    {
        lock (_gate)
        {
            _expected--;
            return _isRetired = IsUnused;
        }
    }

    /// <summary>An unused feed retires and is not used again; returns whether it has.</summary>
    public bool Remove(IStreamSubscriber connection)
    {
        lock (_gate)
        {
            _connections = [.. _connections.Where(other => !ReferenceEquals(other, connection))];
            return _isRetired = IsUnused;
        }
    }

    private bool IsUnused => _connections.Length == 0 && _expected == 0;

    private static void Wake(IStreamSubscriber[] connections)
    {
        foreach (var connection in connections)
        {
            connection.Wake();
        }
    }

    private void Keep(long number, EncodedEvent newest)
    {
        _kept ??= new EncodedEvent?[MaxKeptEvents];
        if (number != _newestKept + 1 || newest.ChangesEarlier)
        {
            DropKept();
            _oldestKept = number;
        }

        _newestKept = number;
        _keptBytes += newest.Utf8.Length;
        while (_newestKept - _oldestKept >= MaxKeptEvents || (_keptBytes > MaxKeptBytes && _oldestKept < _newestKept))
        {
            ref var oldest = ref _kept[_oldestKept++ % MaxKeptEvents];
            _keptBytes -= oldest!.Utf8.Length;
            oldest = null;
        }

        _kept[number % MaxKeptEvents] = newest;
    }

    private void DropKept()
    {
        if (_kept is not null)
        {
            Array.Clear(_kept);
        }

        (_keptBytes, _newestKept) = (0, -1);
    }
}

internal enum AddConnectionOutcome
{
    Added,

    /// <summary>Added as the user's first connection on this node.</summary>
    AddedFirst,

    TooMany,

    /// <summary>It has lost its last connection, so a new feed is needed.</summary>
    FeedRetired,
}
