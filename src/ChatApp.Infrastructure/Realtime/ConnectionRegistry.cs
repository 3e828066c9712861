using System.Collections.Concurrent;

namespace ChatApp.Infrastructure.Realtime;

/// <summary>The connections of this node, by user. Thread-safe.</summary>
internal sealed class ConnectionRegistry
{
    private readonly ConcurrentDictionary<Guid, UserFeed> _feeds = new();

    /// <summary>
    /// Raised on any thread, after a user's first connection is expected or added, and the last is removed.
    /// </summary>
    public event Action<Guid>? InterestChanged;

    public IEnumerable<IStreamSubscriber> Connections => Feeds.SelectMany(feed => feed.Connections);

    /// <summary>The feeds of all users who are connected here.</summary>
    /// <remarks>Not <c>Values</c>, which copies the dictionary under all its locks.</remarks>
    public IEnumerable<UserFeed> Feeds => _feeds.Select(entry => entry.Value);

    /// <summary>
    /// Creates the feed of a user who is about to connect, so that no event is lost. Dispose of it once added or
    /// failed.
    /// </summary>
    public IDisposable Expect(Guid userId) => new Expectation(this, Enter(userId, static feed => feed.Expect()).Feed);

    /// <summary>The feed of the user; null if the user has reached the limit.</summary>
    public UserFeed? TryAdd(IStreamSubscriber connection, int limitPerUser)
    {
        var (feed, outcome) = Enter(connection.UserId, feed => feed.Add(connection, limitPerUser));
        return outcome is AddConnectionOutcome.TooMany ? null : feed;
    }

    public void Remove(IStreamSubscriber connection)
    {
        if (_feeds.TryGetValue(connection.UserId, out var feed) && feed.Remove(connection))
        {
            Drop(feed);
        }
    }

    public bool Contains(IStreamSubscriber connection) =>
        Find(connection.UserId)?.Connections.Contains(connection) == true;

    public void EndSession(Guid userId, Guid sessionId)
    {
        var connections = Find(userId)?.Connections ?? [];
        foreach (var connection in connections.Where(connection => connection.SessionId == sessionId))
        {
            connection.EndSession();
        }
    }

    public UserFeed? Find(Guid userId) => _feeds.GetValueOrDefault(userId);

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
