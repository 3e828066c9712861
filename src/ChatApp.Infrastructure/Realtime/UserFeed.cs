namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// What this node knows of one connected user: its connections, how far its stream has grown, and the newest events ready to be sent.
/// A slow connection costs nothing here: events that have fallen out are read from the log.
/// </summary>
/// <remarks>
/// Every member may be called from any thread; one lock guards all fields and is never held while another is taken or while a
/// connection is woken. Kept events: at most <see cref="MaxKeptEvents"/> and <see cref="MaxKeptBytes"/>, the oldest fall out first.
/// </remarks>
public sealed class UserFeed
{
    /// <summary>Newest events that are kept; a power of two, since the slot of an event is its number modulo this.</summary>
    internal const int MaxKeptEvents = 64;

    /// <summary>Most bytes of kept events.</summary>
    internal const int MaxKeptBytes = 256 * 1024;

    private readonly Lock _gate = new();
    private IClientConnection[] _connections = [];
    private EncodedEvent?[]? _kept;
    private int _keptBytes;
    private long _oldestKept = 1;
    private long _head;
    private bool _isRetired;

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
    public void Raise(long head)
    {
        IClientConnection[] connections;
        lock (_gate)
        {
            if (head <= _head)
            {
                return;
            }

            _head = head;
            connections = _connections;
        }

        Wake(connections);
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
            _kept ??= new EncodedEvent?[MaxKeptEvents];
            Drop(ref _kept[newest.Number % MaxKeptEvents]);
            _kept[newest.Number % MaxKeptEvents] = newest;
            _keptBytes += newest.Utf8.Length;
            _head = Math.Max(_head, newest.Number);
            _oldestKept = Math.Max(_oldestKept, newest.Number - MaxKeptEvents + 1);
            while (_keptBytes > MaxKeptBytes && _oldestKept < newest.Number)
            {
                Drop(ref _kept[_oldestKept++ % MaxKeptEvents]);
            }

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

            _connections = [.. _connections, connection];
            return AddConnectionOutcome.Added;
        }
    }

    /// <summary>Removes a connection. A feed without connections retires: it is not used again.</summary>
    /// <returns>Whether the feed has retired.</returns>
    internal bool Remove(IClientConnection connection)
    {
        lock (_gate)
        {
            _connections = [.. _connections.Where(other => !ReferenceEquals(other, connection))];
            _isRetired = _connections.Length == 0;
            return _isRetired;
        }
    }

    private static void Wake(IClientConnection[] connections)
    {
        foreach (var connection in connections)
        {
            connection.Wake();
        }
    }

    private void Drop(ref EncodedEvent? slot)
    {
        _keptBytes -= slot?.Utf8.Length ?? 0;
        slot = null;
    }
}
