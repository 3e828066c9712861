using ChatApp.Infrastructure.Events;

namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// What this node knows of one user who is connected or about to be: its connections, how far its stream has grown, and the newest events ready to be sent.
/// A slow connection costs nothing here: events that have fallen out are read from the log.
/// </summary>
/// <remarks>
/// Every member may be called from any thread; one lock guards all fields and is never held while another is taken or while a
/// connection is woken. Kept events have consecutive numbers; there are at most <see cref="MaxKeptEvents"/> and
/// <see cref="MaxKeptBytes"/>, the oldest fall out first. An event after a gap replaces them all, since whoever needs it reads the log first.
/// </remarks>
/// <param name="userId">Whose stream it is.</param>
public sealed class UserFeed(Guid userId)
{
    /// <summary>Newest events that are kept; a power of two, since the slot of an event is its number modulo this.</summary>
    internal const int MaxKeptEvents = 64;

    /// <summary>Most bytes of kept events.</summary>
    internal const int MaxKeptBytes = 256 * 1024;

    private readonly Lock _gate = new();
    private IClientConnection[] _connections = [];
    private EncodedEvent?[]? _kept;
    private int _keptBytes;
    private long _oldestKept;
    private long _newestKept = -1;
    private long _head;
    private int _expected;
    private bool _isRetired;

    /// <summary>Whose stream it is.</summary>
    public Guid UserId => userId;

    /// <summary>Number of the newest event that is known of; there may be newer ones in the log.</summary>
    public long Head
    {
        get
        {
            lock (_gate)
            {
                return _head;
            }
        }
    }

    /// <summary>The connections of the moment.</summary>
    internal IReadOnlyList<IClientConnection> Connections
    {
        get
        {
            lock (_gate)
            {
                return _connections;
            }
        }
    }

    /// <summary>Notes that the stream has grown at least to this number and wakes the connections.</summary>
    /// <returns>Whether that was news.</returns>
    public bool Raise(long head)
    {
        IClientConnection[] connections;
        lock (_gate)
        {
            if (head <= _head)
            {
                return false;
            }

            _head = head;
            connections = _connections;
        }

        Wake(connections);
        return true;
    }

    /// <summary>The event with this number if it is still kept.</summary>
    internal EncodedEvent? Find(long number)
    {
        lock (_gate)
        {
            return _kept?[number % MaxKeptEvents] is { } found && found.Number == number ? found : null;
        }
    }

    /// <summary>Keeps a new event and wakes the connections.</summary>
    internal void Append(EncodedEvent newest)
    {
        IClientConnection[] connections;
        lock (_gate)
        {
            Keep(newest);
            _head = Math.Max(_head, newest.Number);
            connections = _connections;
        }

        Wake(connections);
    }

    internal AddConnectionOutcome Add(IClientConnection connection, int limit)
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

    /// <summary>Notes that a connection is about to be added, until <see cref="Unexpect"/>.</summary>
    /// <returns>The outcome as of a connection that was added.</returns>
    internal AddConnectionOutcome Expect()
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

    /// <summary>Takes an <see cref="Expect"/> back.</summary>
    /// <returns>Whether the feed has retired.</returns>
    internal bool Unexpect()
    {
        lock (_gate)
        {
            _expected--;
            return _isRetired = IsUnused;
        }
    }

    /// <summary>Removes a connection. A feed that has none and expects none retires: it is not used again.</summary>
    /// <returns>Whether the feed has retired.</returns>
    internal bool Remove(IClientConnection connection)
    {
        lock (_gate)
        {
            _connections = [.. _connections.Where(other => !ReferenceEquals(other, connection))];
            return _isRetired = IsUnused;
        }
    }

    private bool IsUnused => _connections.Length == 0 && _expected == 0;

    private static void Wake(IClientConnection[] connections)
    {
        foreach (var connection in connections)
        {
            connection.Wake();
        }
    }

    private void Keep(EncodedEvent newest)
    {
        _kept ??= new EncodedEvent?[MaxKeptEvents];
        if (newest.Number != _newestKept + 1)
        {
            Array.Clear(_kept);
            (_keptBytes, _oldestKept) = (0, newest.Number);
        }

        _newestKept = newest.Number;
        _keptBytes += newest.Utf8.Length;
        while (_newestKept - _oldestKept >= MaxKeptEvents || (_keptBytes > MaxKeptBytes && _oldestKept < _newestKept))
        {
            ref var oldest = ref _kept[_oldestKept++ % MaxKeptEvents];
            _keptBytes -= oldest!.Utf8.Length;
            oldest = null;
        }

        _kept[newest.Number % MaxKeptEvents] = newest;
    }
}
