using ChatApp.Infrastructure.Diagnostics;
using ChatApp.Infrastructure.Realtime;
using StackExchange.Redis;

namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// Sends hints over Redis publish/subscribe. Each user has a channel, to which a node subscribes while the user is
/// connected there. On a cluster the channels are sharded.
/// </summary>
/// <remarks>
/// One loop sends the hints of the last round, pipelined. Another keeps the subscriptions: it asks what the node wants
/// now, so the order of connects does not matter. A hint that the full queue or Redis does not take is dropped and
/// counted; reconciliation finds the event.
/// </remarks>
internal sealed class RedisBackplane(
    RedisConnection connection, HintCodec codec, ChatMetrics metrics, TimeProvider time) : BackgroundService, IBackplane
{
    // An entry takes about 100 bytes, so a full queue takes 5 MB. Not measured.
    internal const int MaxPending = 50_000;

    // Maximum number of commands in one pipelined round. Not measured.
    internal const int MaxRound = 1_000;

    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly PendingWork<(Guid UserId, object? Subject), Hint> _hints = new(MaxPending);
    private readonly PendingWork<Guid, bool> _changedUsers = new(MaxPending);

    // Used only by the subscription loop: subscribed users, and users whose subscription Redis has refused.
    private readonly HashSet<Guid> _subscribed = [];
    private readonly HashSet<Guid> _refused = [];

    private volatile INodeInbox? _inbox;
    private volatile bool _hasMissedChanges;

    // Set while Redis answers with an error.
    private volatile bool _isPublishingRefused;
    private volatile bool _isListeningRefused;

    public bool IsUp => connection.IsUp && !_isPublishingRefused && !_isListeningRefused;

    public IDisposable Subscribe(INodeInbox inbox)
    {
        if (Interlocked.CompareExchange(ref _inbox, inbox, null) is not null)
        {
            throw new InvalidOperationException("This backplane supports only one node.");
        }

        connection.Restored += inbox.LookUpAll;
        return new OnDispose(() =>
        {
            connection.Restored -= inbox.LookUpAll;
            _inbox = null;
        });
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
        if (!_hints.TryAdd((hint.UserId, hint.Subject), hint))
        {
            metrics.HintsDropped(1);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var redis = await connection.OpenedAsync(stoppingToken);
        Task[] loops = [SendLoopAsync(redis, stoppingToken), SubscriptionLoopAsync(redis, stoppingToken)];

        // If one loop fails, the host stops: half a backplane must not continue.
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
            // The node is stopping; these hints are about its last commits.
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
            // A failed attempt costs more than a successful one, so nothing is sent while Redis is known to be
            // unavailable.
            if (!redis.IsConnected)
            {
                metrics.HintsDropped(round.Length);
                continue;
            }

            var isSent = await Task.WhenAll(round.Select(hint =>
                TryAsync(
                    RedisUse.Publishing, () => subscriber.PublishAsync(channelOf(hint.UserId), codec.Encode(hint)))));
            var published = isSent.Count(outcome => outcome == Outcome.Done);
            metrics.HintsPublished(published);
            metrics.HintsDropped(isSent.Length - published);
            outcomes.UnionWith(isSent);
        }

        // Without an attempt the state is unknown.
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

    /// <returns>The users whose subscription failed.</returns>
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

        // Also removes users who have disconnected: their refusal no longer matters.
        _refused.ExceptWith(users);
        _refused.UnionWith(outcomes.Where(of => of.Second == Outcome.Refused).Select(of => of.First));
        _isListeningRefused = _refused.Count > 0;

        var failed = new List<Guid>();
        foreach (var (userId, outcome) in outcomes)
        {
            if (outcome == Outcome.Done)
            {
                // Hints published before the subscription began did not arrive.
                _subscribed.Add(userId);
                _inbox?.LookUp(userId);
            }
            else
            {
                // The library keeps the handler of a failed subscription; without this, the next attempt would add a
                // second one.
                going.Add(userId);
                failed.Add(userId);
            }
        }

        // If this fails, unwanted hints arrive until the connection closes.
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
        return userId => isCluster
            ? RedisChannel.Sharded(HintCodec.ChannelOf(userId))
            : RedisChannel.Literal(HintCodec.ChannelOf(userId));
    }

    // A lost connection is logged once, by its event, and not for each attempt.
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
}
