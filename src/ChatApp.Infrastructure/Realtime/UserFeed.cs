using System.Diagnostics.CodeAnalysis;
using ChatApp.Application.Events;
using ChatApp.Infrastructure.Events;

namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// What this node knows of one user who is connected or about to be: the connections, how far the stream has grown, and
/// the newest events, encoded. A slow connection needs no memory here: it reads older events from the event log.
/// </summary>
/// <remarks>
/// Every member may be called from any thread. One lock guards all changes; it is never held while another lock is taken
/// or a connection is woken. The kept events have consecutive numbers. There are at most <see cref="MaxKeptEvents"/> of
/// <see cref="MaxKeptBytes"/> in all, and the oldest are dropped first. An event after a gap replaces them all, since
/// whoever needs it reads the event log first.
/// </remarks>
/// <param name="userId">Whose stream it is.</param>
internal sealed class UserFeed(Guid userId)
{
    /// <summary>Most kept events. A power of two, since an event is kept at its number modulo this.</summary>
    internal const int MaxKeptEvents = 64;

    /// <summary>Most bytes of kept events together.</summary>
    internal const int MaxKeptBytes = 256 * 1024;

    private readonly Lock _gate = new();
    private IStreamSubscriber[] _connections = [];
    private EncodedEvent?[]? _kept;
    private int _keptBytes;
    private long _oldestKept;
    private long _newestKept = -1;
    private long _head;
    private int _expected;
    private bool _isRetired;

    /// <summary>Whose stream it is.</summary>
    public Guid UserId => userId;

    /// <summary>Number of the newest known event; the event log may have newer ones.</summary>
    public long Head => Volatile.Read(ref _head);

    /// <summary>The current connections.</summary>
    public IReadOnlyList<IStreamSubscriber> Connections => Volatile.Read(ref _connections);

    /// <summary>Notes that the stream has grown at least to this number, and wakes the connections.</summary>
    /// <returns>Whether it was not known yet.</returns>
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
            connections = _connections;
        }

        Wake(connections);
        return true;
    }

    /// <summary>The event with this number if it is still kept.</summary>
    public bool TryFind(long number, [NotNullWhen(true)] out EncodedEvent? found)
    {
        lock (_gate)
        {
            found = number >= _oldestKept && number <= _newestKept ? _kept![number % MaxKeptEvents] : null;
            return found is not null;
        }
    }

    /// <summary>Keeps a new event and wakes the connections.</summary>
    public void Append(long number, EncodedEvent newest)
    {
        IStreamSubscriber[] connections;
        lock (_gate)
        {
            Keep(number, newest);
            _head = Math.Max(_head, number);
            connections = _connections;
        }

        Wake(connections);
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

    /// <summary>Notes that a connection is about to be added, until <see cref="Unexpect"/>.</summary>
    /// <returns>The same outcome as for a connection that is added.</returns>
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

    /// <summary>Ends an <see cref="Expect"/>.</summary>
    /// <returns>Whether the feed has retired.</returns>
    public bool Unexpect()
    {
        lock (_gate)
        {
            _expected--;
            return _isRetired = IsUnused;
        }
    }

    /// <summary>Removes a connection. A feed that has none and expects none retires, and is not used again.</summary>
    /// <returns>Whether the feed has retired.</returns>
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
        if (number != _newestKept + 1)
        {
            Array.Clear(_kept);
            (_keptBytes, _oldestKept) = (0, number);
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
}
