using System.Runtime.CompilerServices;
using ChatApp.Application.Signals;
using ChatApp.Infrastructure.Persistence.Reading;

namespace ChatApp.Infrastructure.Presence;

/// <summary>
/// Tells online users which of those with whom they are in touch come and go, and tells a new socket which of them are
/// online. Only the presence loop uses it.
/// </summary>
/// <remarks>
/// A statement finds the peers of many users, a limited number of each. A user with more is asked for again, after the
/// others. What a user is told may be outdated by a change on another node, whose signal may come first. So everything
/// is compared with the state again after it was said, and said anew if it has changed.
/// </remarks>
internal sealed class PresenceAnnouncer(
    IPreparedReads reads, IPresenceState state, ISignalPublisher publisher, TimeProvider time)
{
    /// <summary>Each takes about 100 bytes. Beyond, changes are not announced.</summary>
    internal const int MaxPending = 50_000;

    // Together the most rows of one statement: 10,000.
    private const int BatchSize = 100;
    private const int PageSize = 100;

    // The newest 10,000 conversations of a user who comes or goes, at most every five seconds. A socket is told of the
    // newest 2,000: a client may open one at any time, and gets what else it shows from the list.
    private const int MaxPages = 100;
    private const int MaxPagesOfNewcomer = 20;

    // No caller waits for the loop. A look-up that gives up takes users of other nodes for offline.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly Dictionary<Guid, PresenceChanged> _changes = [];
    private readonly Queue<IStreamSubscriber> _newcomers = [];

    public bool HasWork => _changes.Count > 0 || _newcomers.Count > 0;

    /// <summary>Notes that users have come online (null) or gone offline.</summary>
    public void Add(IReadOnlyCollection<Guid> userIds, DateTimeOffset? lastSeenAt)
    {
        foreach (var userId in userIds.Take(MaxPending - _changes.Count))
        {
            _changes[userId] = new PresenceChanged(userId, lastSeenAt);
        }
    }

    /// <summary>Notes sockets that have just opened.</summary>
    public void Add(IReadOnlyCollection<IStreamSubscriber> sockets)
    {
        foreach (var socket in sockets.Take(MaxPending - _newcomers.Count))
        {
            _newcomers.Enqueue(socket);
        }
    }

    /// <summary>Tells of some changes, and some sockets. What fails is tried again by the next call.</summary>
    public async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        PresenceChanged[] changes = [.. _changes.Values.Take(BatchSize)];
        await AnnounceAsync(changes, cancellationToken);
        Array.ForEach(changes, change => _changes.Remove(change.UserId));

        IStreamSubscriber[] newcomers = [.. _newcomers.Take(BatchSize)];
        await WelcomeAsync(newcomers, cancellationToken);
        Array.ForEach(newcomers, _ => _newcomers.Dequeue());
    }

    private async Task AnnounceAsync(PresenceChanged[] changes, CancellationToken cancellationToken)
    {
        var byUser = changes.ToDictionary(change => change.UserId, change => change.Encode());
        await foreach (var (userId, peerId) in FindOnlinePeersAsync(byUser.Keys, MaxPages, cancellationToken))
        {
            publisher.Publish(peerId, byUser[userId]);
        }

        Guid[] gone = [.. changes.Where(change => change.LastSeenAt is not null).Select(change => change.UserId)];
        var returned = await state.FindOnlineAsync(gone, LongestWait);
        if (returned.Count > 0)
        {
            await AnnounceAsync([.. returned.Select(userId => new PresenceChanged(userId, null))], cancellationToken);
        }
    }

    private async Task WelcomeAsync(IStreamSubscriber[] sockets, CancellationToken cancellationToken)
    {
        var byUser = sockets.ToLookup(socket => socket.UserId);
        var told = new List<(Guid UserId, Guid PeerId)>();
        Guid[] userIds = [.. byUser.Select(user => user.Key)];
        await foreach (var pair in FindOnlinePeersAsync(userIds, MaxPagesOfNewcomer, cancellationToken))
        {
            Tell(pair, lastSeenAt: null);
            told.Add(pair);
        }

        var online = await state.FindOnlineAsync([.. told.Select(pair => pair.PeerId).Distinct()], LongestWait);
        foreach (var pair in told.Where(pair => !online.Contains(pair.PeerId)))
        {
            Tell(pair, time.GetTimestampUtc());
        }

        void Tell((Guid UserId, Guid PeerId) pair, DateTimeOffset? lastSeenAt)
        {
            var json = new PresenceChanged(pair.PeerId, lastSeenAt).Encode().Json;
            foreach (var socket in byUser[pair.UserId])
            {
                socket.Deliver(json);
            }
        }
    }

    private async IAsyncEnumerable<(Guid UserId, Guid PeerId)> FindOnlinePeersAsync(
        IReadOnlyCollection<Guid> userIds, int pages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<PeersBefore> asked = [.. userIds.Select(userId => new PeersBefore(userId, Guid.AllBitsSet))];
        for (var page = 0; asked.Count > 0 && page < pages; page++)
        {
            var peers = await reads.FindPeersAsync(asked, PageSize, cancellationToken);
            var inTouch = peers.FindAll(peer => peer.IsInTouch && peer.PeerId != peer.UserId);
            var online = await state.FindOnlineAsync([.. inTouch.Select(peer => peer.PeerId).Distinct()], LongestWait);
            foreach (var peer in inTouch.Where(peer => online.Contains(peer.PeerId)))
            {
                yield return (peer.UserId, peer.PeerId);
            }

            asked =
            [
                .. peers.CountBy(peer => peer.UserId).Where(user => user.Value == PageSize).Select(user =>
                    new PeersBefore(
                        user.Key,
                        peers.Where(peer => peer.UserId == user.Key).Min(peer => peer.ConversationId))),
            ];
        }
    }
}
