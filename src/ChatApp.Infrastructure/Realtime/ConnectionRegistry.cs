using System.Collections.Concurrent;

namespace ChatApp.Infrastructure.Realtime;

/// <summary>The connections of this node by user: to find those of one user costs the same however many others there are.</summary>
/// <remarks>Every member may be called from any thread.</remarks>
public sealed class ConnectionRegistry
{
    private readonly ConcurrentDictionary<Guid, UserFeed> _feeds = new();

    /// <summary>A user has come or gone: raised, from any thread, after its first connection was expected or added, or its last one removed.</summary>
    internal event Action<Guid>? InterestChanged;

    /// <summary>All connections of the moment.</summary>
    public IEnumerable<IClientConnection> Connections => Feeds.SelectMany(feed => feed.Connections);

    /// <summary>The feeds of all users who are connected here.</summary>
    /// <remarks>Not <c>Values</c>, which takes all locks of the dictionary and copies it.</remarks>
    internal IEnumerable<UserFeed> Feeds => _feeds.Select(entry => entry.Value);

    /// <summary>
    /// Has a feed for a user who is about to connect, so that from now on it hears of what is committed. To be disposed of, from any thread, once the
    /// connection is added or will not be.
    /// </summary>
    public IDisposable Expect(Guid userId)
    {
        while (true)
        {
            var feed = _feeds.GetOrAdd(userId, static userId => new UserFeed(userId));
            var outcome = feed.Expect();
            if (outcome is AddConnectionOutcome.FeedRetired)
            {
                _feeds.TryRemove(KeyValuePair.Create(userId, feed));
                continue;
            }

            if (outcome is AddConnectionOutcome.AddedFirst)
            {
                InterestChanged?.Invoke(userId);
            }

            return new Expectation(this, feed);
        }
    }

    /// <summary>Adds a connection and gives the feed of its user; null when the user has as many as it may have.</summary>
    public UserFeed? TryAdd(IClientConnection connection, int limitPerUser)
    {
        while (true)
        {
            var feed = _feeds.GetOrAdd(connection.UserId, static userId => new UserFeed(userId));
            switch (feed.Add(connection, limitPerUser))
            {
                case AddConnectionOutcome.AddedFirst:
                    InterestChanged?.Invoke(connection.UserId);
                    return feed;
                case AddConnectionOutcome.Added:
                    return feed;
                case AddConnectionOutcome.TooMany:
                    return null;
                case AddConnectionOutcome.FeedRetired:
                    _feeds.TryRemove(KeyValuePair.Create(connection.UserId, feed));
                    break;
                default:
                    throw new InvalidOperationException("There is no such outcome.");
            }
        }
    }

    /// <summary>Removes a connection that was added.</summary>
    public void Remove(IClientConnection connection)
    {
        if (_feeds.TryGetValue(connection.UserId, out var feed) && feed.Remove(connection))
        {
            Drop(feed);
        }
    }

    /// <summary>Whether a connection was added and not removed.</summary>
    internal bool Contains(IClientConnection connection) => Find(connection.UserId)?.Connections.Contains(connection) == true;

    /// <summary>Closes the connections of a session that has ended.</summary>
    internal void EndSession(Guid userId, Guid sessionId)
    {
        foreach (var connection in Find(userId)?.Connections ?? [])
        {
            if (connection.SessionId == sessionId)
            {
                connection.EndSession();
            }
        }
    }

    /// <summary>The feed of a user who is connected here.</summary>
    internal UserFeed? Find(Guid userId) => _feeds.GetValueOrDefault(userId);

    /// <summary>The feeds of those of these users who are connected here.</summary>
    internal IEnumerable<UserFeed> FeedsOf(IEnumerable<Guid> userIds) => userIds.Select(Find).OfType<UserFeed>();

    private void Drop(UserFeed retired)
    {
        _feeds.TryRemove(KeyValuePair.Create(retired.UserId, retired));
        InterestChanged?.Invoke(retired.UserId);
    }

    private sealed class Expectation(ConnectionRegistry registry, UserFeed feed) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0 && feed.Unexpect())
            {
                registry.Drop(feed);
            }
        }
    }
}
