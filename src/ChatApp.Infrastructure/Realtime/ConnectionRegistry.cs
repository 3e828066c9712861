using System.Collections.Concurrent;

namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// The connections of this node, by user. The cost of finding a user's connections does not grow with the number of
/// users.
/// </summary>
/// <remarks>All members are thread-safe.</remarks>
internal sealed class ConnectionRegistry
{
    private readonly ConcurrentDictionary<Guid, UserFeed> _feeds = new();

    /// <summary>
    /// A user has connected or disconnected. Raised, on any thread, after the user's first connection is expected or
    /// added, and after the last one is removed.
    /// </summary>
    public event Action<Guid>? InterestChanged;

    /// <summary>All current connections.</summary>
    public IEnumerable<IStreamSubscriber> Connections => Feeds.SelectMany(feed => feed.Connections);

    /// <summary>The feeds of all users who are connected here.</summary>
    /// <remarks>Not <c>Values</c>, which takes all locks of the dictionary and copies it.</remarks>
    public IEnumerable<UserFeed> Feeds => _feeds.Select(entry => entry.Value);

    /// <summary>
    /// Creates a feed for a user who is about to connect, so that it receives everything that is committed from now on.
    /// Dispose of the result, on any thread, once the connection is added or has failed.
    /// </summary>
    public IDisposable Expect(Guid userId) => new Expectation(this, Enter(userId, static feed => feed.Expect()).Feed);

    /// <summary>Adds a connection and returns the feed of its user; null if the user has reached the limit.</summary>
    public UserFeed? TryAdd(IStreamSubscriber connection, int limitPerUser)
    {
        var (feed, outcome) = Enter(connection.UserId, feed => feed.Add(connection, limitPerUser));
        return outcome is AddConnectionOutcome.TooMany ? null : feed;
    }

    /// <summary>Removes a connection that was added.</summary>
    public void Remove(IStreamSubscriber connection)
    {
        if (_feeds.TryGetValue(connection.UserId, out var feed) && feed.Remove(connection))
        {
            Drop(feed);
        }
    }

    /// <summary>Whether a connection is registered.</summary>
    public bool Contains(IStreamSubscriber connection) =>
        Find(connection.UserId)?.Connections.Contains(connection) == true;

    /// <summary>Closes the connections of a session that has ended.</summary>
    public void EndSession(Guid userId, Guid sessionId)
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
    public UserFeed? Find(Guid userId) => _feeds.GetValueOrDefault(userId);

    /// <summary>The feeds of those given users who are connected here.</summary>
    public IEnumerable<UserFeed> FeedsOf(IEnumerable<Guid> userIds) => userIds.Select(Find).OfType<UserFeed>();

    private (UserFeed Feed, AddConnectionOutcome Outcome) Enter(Guid userId, Func<UserFeed, AddConnectionOutcome> enter)
    {
        while (true)
        {
            var feed = _feeds.GetOrAdd(userId, static userId => new UserFeed(userId));
            var outcome = enter(feed);
            if (outcome is AddConnectionOutcome.FeedRetired)
            {
                _feeds.TryRemove(KeyValuePair.Create(userId, feed));
                continue;
            }

            if (outcome is AddConnectionOutcome.AddedFirst)
            {
                InterestChanged?.Invoke(userId);
            }

            return (feed, outcome);
        }
    }

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
