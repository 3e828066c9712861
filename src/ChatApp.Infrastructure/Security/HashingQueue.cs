using ChatApp.Application.Accounts;

namespace ChatApp.Infrastructure.Security;

/// <summary>
/// Jobs that wait for a hashing thread. Logins and registrations take turns, and in each kind the addresses do: a
/// newcomer waits for one job of each address, however many it has queued. When all places are taken nobody can hold on
/// to more of them than others get: a login takes the place of a registration, and whoever has fewer jobs waiting that
/// of whoever has the most.
/// </summary>
/// <remarks>May be used by any thread.</remarks>
/// <param name="places">Most jobs that wait.</param>
internal sealed class HashingQueue(int places)
{
    private const int SiteBits = 48;

    // For Monitor, which wakes up threads that wait for a job.
    private readonly object _gate = new();

    private readonly TurnQueue<ClientAddress, HashingJob> _logIns = new();
    private readonly TurnQueue<ClientAddress, HashingJob> _registrations = new();
    private bool _lastWasLogIn;
    private bool _isClosed;

    private int Count => _logIns.Count + _registrations.Count;

    /// <summary>Queues a job, if need be in the place of another one, which is refused.</summary>
    /// <returns>False if there is no place for it.</returns>
    public bool TryAdd(HashingJob job)
    {
        HashingJob? displaced = null;
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            if (Count >= places)
            {
                displaced = TakePlaceFor(job.Caller);
                if (displaced is null)
                {
                    return false;
                }
            }

            QueueOf(job.Caller.Purpose).Add(LineOf(job.Caller), job);
            Monitor.Pulse(_gate);
        }

        displaced?.Refuse();
        return true;
    }

    /// <summary>Waits for a job and takes it.</summary>
    /// <returns>Null when the queue is closed and worked off.</returns>
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

    /// <summary>Takes no more jobs.</summary>
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
        // A login comes first, but not one of a flood: then its own line is the longer one.
        if (caller.Purpose == HashingPurpose.LogIn
            && _registrations.Count > 0
            && _logIns.CountOf(LineOf(caller)) <= _registrations.LongestLine)
        {
            return _registrations.TakeNewestOfLongestLine();
        }

        // Afterwards the caller has no more than whoever was displaced, who can therefore not displace it in turn.
        var longest = _logIns.LongestLine > _registrations.LongestLine ? _logIns : _registrations;
        return longest.LongestLine > QueueOf(caller.Purpose).CountOf(LineOf(caller)) + 1
            ? longest.TakeNewestOfLongestLine()
            : null;
    }

    // One customer may have all of a block of IPv6.
    private static ClientAddress LineOf(HashingCaller caller) => caller.Address.Within(SiteBits) ?? caller.Address;

    private TurnQueue<ClientAddress, HashingJob> QueueOf(HashingPurpose purpose) =>
        purpose == HashingPurpose.LogIn ? _logIns : _registrations;
}
