using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace ChatApp.Infrastructure.Realtime.Redis;

/// <summary>
/// Hints over Redis publish/subscribe: one channel for each user, which a node listens to while the user is connected there, so that a node
/// receives only what concerns its own users. On a cluster the channels are sharded.
/// </summary>
/// <remarks>
/// Two loops. One sends: whatever has gathered while the last round was under way goes out in one pipelined round, of several hints for one
/// stream only the last. One keeps the subscriptions: it looks at what the node wants now, so it does not matter in which order
/// users come and go. Both queues are bounded: a hint that does not fit, or meets a Redis that is away, is dropped and counted, and the healer finds it;
/// when too many users have come and gone, all are looked at.
/// </remarks>
internal sealed class RedisBackplane(
    RedisConnection connection, HintCodec codec, ChatMetrics metrics, TimeProvider time) : BackgroundService, IBackplane
{
    internal const int MaxPending = 50_000;
    internal const int MaxRound = 1_000;
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly PendingWork<(Guid UserId, Guid? SessionId), Hint> _hints = new(MaxPending);
    private readonly PendingWork<Guid, bool> _changedUsers = new(MaxPending);

    // The subscription loop: those whom the node hears of, and those of whom Redis would not let it hear.
    private readonly HashSet<Guid> _subscribed = [];
    private readonly HashSet<Guid> _refused = [];

    private volatile INodeInbox? _inbox;
    private volatile bool _hasMissedChanges;

    // Redis answers, and with an error: until it takes one again.
    private volatile bool _isPublishingRefused;
    private volatile bool _isListeningRefused;

    public bool IsUp => connection.IsUp && !_isPublishingRefused && !_isListeningRefused;

    public IDisposable Subscribe(INodeInbox inbox)
    {
        if (Interlocked.CompareExchange(ref _inbox, inbox, null) is not null)
        {
            throw new InvalidOperationException("A process is one node.");
        }

        connection.Restored += inbox.LookUpAll;
        return new Subscription(this, connection, inbox);
    }

    public void InterestChanged(Guid userId)
    {
        if (!_changedUsers.TryAdd(userId, true))
        {
            _hasMissedChanges = true;
        }
    }

    public void Publish(INodeInbox from, Hint hint)
    {
        if (!_hints.TryAdd((hint.UserId, (hint as SessionClosed)?.SessionId), hint))
        {
            metrics.HintsDropped(1);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        IConnectionMultiplexer redis;
        try
        {
            redis = await connection.OpenedAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops before Redis was ever reached.
            return;
        }

        Task[] loops = [SendLoopAsync(redis, stoppingToken), SubscriptionLoopAsync(redis, stoppingToken)];

        // The first to end says why; a fault stops the host instead of leaving half a backplane.
        await await Task.WhenAny(loops);
        await Task.WhenAll(loops);
    }

    private async Task SendLoopAsync(IConnectionMultiplexer redis, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _hints.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);
                await SendAllAsync(redis);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node stops; this is about its last commits.
            await SendAllAsync(redis);
        }
    }

    private async Task SendAllAsync(IConnectionMultiplexer redis)
    {
        var subscriber = redis.GetSubscriber();
        var channelOf = ChannelsOf(redis);
        var outcomes = new HashSet<Outcome>();
        foreach (var round in _hints.TakeAll().Values.Chunk(MaxRound))
        {
            // Attempts that fail cost more than those that succeed, so none are made while it is known to be away.
            if (!redis.IsConnected)
            {
                metrics.HintsDropped(round.Length);
                continue;
            }

            var isSent = await Task.WhenAll(round.Select(hint =>
                TryAsync(
                    RedisUse.Publishing,
                    () => subscriber.PublishAsync(channelOf(hint.UserId), codec.Encode(hint)))));
            metrics.HintsDropped(isSent.Count(outcome => outcome != Outcome.Done));
            outcomes.UnionWith(isSent);
        }

        // Where nothing was tried nothing is learnt.
        if (outcomes.Count > 0)
        {
            _isPublishingRefused = outcomes.Contains(Outcome.Refused);
        }
    }

    private async Task SubscriptionLoopAsync(IConnectionMultiplexer redis, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _changedUsers.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);
                while (!redis.IsConnected)
                {
                    await Task.Delay(RetryInterval, time, cancellationToken);
                }

                var failed = new List<Guid>();
                foreach (var users in TakeChangedUsers().Chunk(MaxRound))
                {
                    failed.AddRange(await ChangeSubscriptionsAsync(redis, users));
                }

                if (failed.Count > 0)
                {
                    await Task.Delay(RetryInterval, time, cancellationToken);
                    failed.ForEach(InterestChanged);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private List<Guid> TakeChangedUsers()
    {
        IEnumerable<Guid> changed = _changedUsers.TakeAll().Keys;
        if (_hasMissedChanges)
        {
            _hasMissedChanges = false;
            changed = changed.Union(_subscribed).Union(_refused).Union(_inbox?.WantedUsers ?? []);
        }

        return [.. changed];
    }

    /// <returns>Those who could not be subscribed to.</returns>
    private async Task<List<Guid>> ChangeSubscriptionsAsync(IConnectionMultiplexer redis, Guid[] users)
    {
        var subscriber = redis.GetSubscriber();
        var channelOf = ChannelsOf(redis);
        var wanted = users.ToLookup(userId => _inbox?.Wants(userId) == true);
        var coming = wanted[true].Where(userId => !_subscribed.Contains(userId)).ToList();
        var going = wanted[false].Where(_subscribed.Contains).ToList();

        var isSubscribed = await Task.WhenAll(coming.ConvertAll(userId =>
            TryAsync(RedisUse.Listening, () => subscriber.SubscribeAsync(channelOf(userId), Receive))));
        var outcomes = coming.Zip(isSubscribed).ToList();

        // Also of those who are gone: nobody is refused any more whom nobody wants to hear of.
        _refused.ExceptWith(users);
        _refused.UnionWith(outcomes.Where(of => of.Second == Outcome.Refused).Select(of => of.First));
        _isListeningRefused = _refused.Count > 0;

        var failed = new List<Guid>();
        foreach (var (userId, outcome) in outcomes)
        {
            if (outcome == Outcome.Done)
            {
                // What was published before the subscription took hold did not arrive.
                _subscribed.Add(userId);
                _inbox?.LookUp(userId);
            }
            else
            {
                // The library keeps the handler of a failed subscription; without this a second attempt would add a second one.
                going.Add(userId);
                failed.Add(userId);
            }
        }

        // Where this fails, hints come that nobody wants, until the connection is closed.
        await Task.WhenAll(going.ConvertAll(userId =>
            TryAsync(RedisUse.Listening, () => subscriber.UnsubscribeAsync(channelOf(userId)))));
        _subscribed.ExceptWith(going);
        return failed;
    }

    private void Receive(RedisChannel channel, RedisValue payload)
    {
        if (codec.Decode((byte[]?)channel, (byte[]?)payload) is { } hint)
        {
            _inbox?.Receive(hint);
        }
    }

    private static Func<Guid, RedisChannel> ChannelsOf(IConnectionMultiplexer redis)
    {
        var isCluster = redis.GetServers().Any(server => server.ServerType == ServerType.Cluster);
        return userId => isCluster ? RedisChannel.Sharded(HintCodec.ChannelOf(userId)) : RedisChannel.Literal(HintCodec.ChannelOf(userId));
    }

    // A connection that is lost is reported by its events, once, and not for each attempt.
    private async Task<Outcome> TryAsync(RedisUse use, Func<Task> attempt)
    {
        try
        {
            await attempt();
            return Outcome.Done;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            return connection.Report(use, exception) ? Outcome.Refused : Outcome.Failed;
        }
    }

    private enum Outcome
    {
        Done,
        Failed,
        Refused,
    }

    private sealed class Subscription(RedisBackplane backplane, RedisConnection connection, INodeInbox inbox) : IDisposable
    {
        public void Dispose()
        {
            connection.Restored -= inbox.LookUpAll;
            backplane._inbox = null;
        }
    }
}
