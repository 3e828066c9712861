namespace ChatApp.Testing;

/// <summary>
/// Faults within the nodes of an installation, for tests of clients. All members may be used from any thread and take
/// effect at once. Faults of the network are those of a <see cref="ChatLink"/>.
/// </summary>
public sealed class ServerFaults
{
    private readonly Lock _lock = new();
    private readonly HashSet<CommitHold> _holds = [];
    private volatile bool _loseHints;

    internal ServerFaults()
    {
    }

    /// <summary>
    /// Whether the nodes lose all hints to one another. Each node then finds new events and ended sessions only by
    /// comparing with the database, within five seconds.
    /// </summary>
    public bool LoseHints
    {
        get => _loseHints;
        set => _loseHints = value;
    }

    /// <summary>
    /// Holds all commits of messages and their events until the result is disposed, as a stalled disk does. A write
    /// that waits for more than five seconds is refused with <c>unavailable</c>, as by any slow database. A commit is
    /// held for at most 30 seconds.
    /// </summary>
    public CommitHold HoldCommits()
    {
        var hold = new CommitHold(this);
        lock (_lock)
        {
            _holds.Add(hold);
        }

        return hold;
    }

    internal void Release(CommitHold hold)
    {
        lock (_lock)
        {
            _holds.Remove(hold);
        }
    }

    /// <summary>Waits until no hold is left.</summary>
    /// <exception cref="TimeoutException">A hold lasts for too long.</exception>
    internal async Task WaitUntilCommitsMayPassAsync(CancellationToken cancellationToken)
    {
        while (Holds() is { Length: > 0 } holds)
        {
            await Task.WhenAll(holds.Select(hold => hold.HoldAsync(cancellationToken)));
        }
    }

    private CommitHold[] Holds()
    {
        lock (_lock)
        {
            return [.. _holds];
        }
    }
}
