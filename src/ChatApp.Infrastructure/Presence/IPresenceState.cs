using System.Collections.Concurrent;

namespace ChatApp.Infrastructure.Presence;

/// <summary>
/// Which users are online, on all nodes together, as their peers were told: who is in it was announced. One loop of a
/// node calls all members but <see cref="FindOnlineAsync"/>. No member throws; without the other nodes, each node
/// answers for its own users.
/// </summary>
internal interface IPresenceState
{
    /// <summary>How long users of a node that does not call <see cref="HoldAsync"/> again stay online.</summary>
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);

    /// <summary>Records for a lease that users are connected here, or were until just now.</summary>
    /// <returns>Those who were not online, so that it must be announced.</returns>
    ValueTask<IReadOnlyCollection<Guid>> HoldAsync(IReadOnlyCollection<Guid> userIds);

    /// <summary>Records that users are not connected here any more.</summary>
    /// <returns>Those who are offline now, so that it must be announced.</returns>
    ValueTask<IReadOnlyCollection<Guid>> ReleaseAsync(IReadOnlyCollection<Guid> userIds);

    /// <summary>Removes users whose lease has run out, because their node has ended.</summary>
    /// <returns>Those who are offline now, so that it must be announced; each to one node.</returns>
    ValueTask<IReadOnlyCollection<Guid>> ReleaseLostAsync();

    /// <summary>Finds those of the users who are online.</summary>
    /// <param name="longestWait">After this time, only the users of this node are found.</param>
    ValueTask<IReadOnlySet<Guid>> FindOnlineAsync(IReadOnlyCollection<Guid> userIds, TimeSpan longestWait);
}

/// <summary>For an installation of one node.</summary>
internal sealed class LocalPresence : IPresenceState
{
    private readonly ConcurrentDictionary<Guid, bool> _online = new();

    public ValueTask<IReadOnlyCollection<Guid>> HoldAsync(IReadOnlyCollection<Guid> userIds) =>
        ValueTask.FromResult<IReadOnlyCollection<Guid>>(
            [.. userIds.Where(userId => _online.TryAdd(userId, true))]);

    public ValueTask<IReadOnlyCollection<Guid>> ReleaseAsync(IReadOnlyCollection<Guid> userIds) =>
        ValueTask.FromResult<IReadOnlyCollection<Guid>>(
            [.. userIds.Where(userId => _online.TryRemove(userId, out _))]);

    public ValueTask<IReadOnlyCollection<Guid>> ReleaseLostAsync() =>
        ValueTask.FromResult<IReadOnlyCollection<Guid>>([]);

    public ValueTask<IReadOnlySet<Guid>> FindOnlineAsync(IReadOnlyCollection<Guid> userIds, TimeSpan longestWait) =>
        ValueTask.FromResult<IReadOnlySet<Guid>>(userIds.Where(_online.ContainsKey).ToHashSet());
}
