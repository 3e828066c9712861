namespace ChatApp.Infrastructure.Security;

/// <summary>
/// Jobs that wait for a hashing thread. Logins and registrations take turns, and within each kind the addresses do. In
/// a full queue, a login displaces a registration, and an address with few waiting jobs displaces a job of the address
/// with the most. Thread-safe.
/// </summary>
internal sealed class HashingQueue(int places)
{
    private const int SiteBits = 48;

    // An object for Monitor, which wakes threads that wait for a job.
    private readonly object _gate = new();

    private readonly TurnQueue<ClientAddress, HashingJob> _logIns = new();
    private readonly TurnQueue<ClientAddress, HashingJob> _registrations = new();
    private bool _lastWasLogIn;
    private bool _isClosed;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _logIns.Count + _registrations.Count;
            }
        }
    }

    /// <summary>False if there is no place. In a full queue, another job may be displaced and refused.</summary>
    public bool TryAdd(HashingJob job)
    {
        HashingJob? displaced = null;
        lock (_gate)
        {
            if (_isClosed || (Count >= places && (displaced = TakePlaceFor(job.Caller)) is null))
            {
                return false;
            }

            QueueOf(job.Caller.Purpose).Add(LineOf(job.Caller), job);
            Monitor.Pulse(_gate);
        }

        displaced?.Refuse();
        return true;
    }

    /// <summary>Waits for a job; null if the queue is closed and empty.</summary>
    public HashingJob? Take()
    {
        lock (_gate)
        {
            while (Count == 0)
            {
                if (_isClosed)
                {
                    return null;
                }

                Monitor.Wait(_gate);
            }

            _lastWasLogIn = _registrations.Count == 0 || (!_lastWasLogIn && _logIns.Count > 0);
            return (_lastWasLogIn ? _logIns : _registrations).Take();
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }

    private HashingJob? TakePlaceFor(HashingCaller caller)
    {
        // A login has precedence, unless its address has more waiting logins than the longest line of registrations.
        if (caller.Purpose == HashingPurpose.LogIn
            && _registrations.Count > 0
            && _logIns.CountOf(LineOf(caller)) <= _registrations.LongestLine)
        {
            return _registrations.TakeNewestOfLongestLine();
        }

        // The caller then has at most as many jobs as the displaced one, which therefore cannot displace it in turn.
        var longest = _logIns.LongestLine > _registrations.LongestLine ? _logIns : _registrations;
        return longest.LongestLine > QueueOf(caller.Purpose).CountOf(LineOf(caller)) + 1
            ? longest.TakeNewestOfLongestLine()
            : null;
    }

    // One customer may control a whole IPv6 block.
    private static ClientAddress LineOf(HashingCaller caller) => caller.Address.Within(SiteBits) ?? caller.Address;

    private TurnQueue<ClientAddress, HashingJob> QueueOf(HashingPurpose purpose) =>
        purpose == HashingPurpose.LogIn ? _logIns : _registrations;
}
