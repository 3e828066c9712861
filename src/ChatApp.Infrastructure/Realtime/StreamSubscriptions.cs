using ChatApp.Infrastructure.Diagnostics;

namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// Subscribes devices in the only order that loses no event: create the user's feed, read the bounds of the stream,
/// register the device, raise the feed to the bounds. Later events reach the feed.
/// </summary>
internal sealed class StreamSubscriptions(
    ConnectionRegistry registry,
    ISocketQuota quota,
    IEventLog log,
    StreamCursors cursors,
    ChatMetrics metrics,
    StreamReads reads) : IStreamSubscriptions
{
    /// <summary>Raised on any thread after a device was registered, with whether it receives every event.</summary>
    public event Action<IStreamSubscriber, bool>? Opened;

    /// <summary>Raised on any thread before a device of <see cref="Opened"/> is unregistered.</summary>
    public event Action<IStreamSubscriber>? Closed;

    internal IEventLog Log => log;

    internal StreamCursors Cursors => cursors;

    internal StreamReads Reads => reads;

    public async Task<IExpectedSubscription> ExpectAsync(
        Guid userId, string? since, bool allEvents, CancellationToken cancellationToken)
    {
        var expectation = registry.Expect(userId);
        try
        {
            // Before the bounds, so that no bounds of an ended epoch count in the next one.
            var epoch = log.Epoch;
            var bounds = await log.GetBoundsAsync(userId, cancellationToken);
            return new Expected(this, expectation, bounds, epoch, since, allEvents);
        }
        catch
        {
            expectation.Dispose();
            throw;
        }
    }

    internal void End(IStreamSubscriber subscriber)
    {
        Closed?.Invoke(subscriber);
        Unregister(subscriber);
    }

    private void Unregister(IStreamSubscriber subscriber)
    {
        registry.Remove(subscriber);
        quota.Leave(subscriber);
        metrics.ConnectionClosed();
    }

    private async ValueTask<UserFeed?> RegisterAsync(IStreamSubscriber subscriber, IDisposable expectation, int limit)
    {
        UserFeed? feed;
        using (expectation)
        {
            feed = registry.TryAdd(subscriber, limit);
        }

        if (feed is null)
        {
            return null;
        }

        metrics.ConnectionOpened();
        var isAdmitted = false;
        try
        {
            isAdmitted = await quota.TryEnterAsync(subscriber, limit);
        }
        finally
        {
            if (!isAdmitted)
            {
                Unregister(subscriber);
            }
        }

        return isAdmitted ? feed : null;
    }

    private sealed class Expected(
        StreamSubscriptions subscriptions, IDisposable expectation, StreamBounds bounds, int epoch, string? since,
        bool allEvents) : IExpectedSubscription
    {
        public async ValueTask<IStreamSubscription?> StartAsync(IStreamSubscriber subscriber, int limit)
        {
            if (await subscriptions.RegisterAsync(subscriber, expectation, limit) is not { } feed)
            {
                return null;
            }

            subscriptions.Opened?.Invoke(subscriber, allEvents);

            // In this order: if the epoch changes from now on, the others are closed after this head.
            feed.Raise(bounds.Head);
            if (subscriptions.Log.Epoch != epoch)
            {
                // It may not have been registered yet when the others were closed, and the head may be a lost one.
                feed.BeginEpoch();
            }

            var resumed = since is null ? null : subscriptions.Cursors.Resolve(since, subscriber.UserId, bounds);
            var sent = resumed is { IsSuccess: true } ? resumed.Value : bounds.Head;
            return new StreamSubscription(subscriptions, subscriber, feed, epoch, sent)
            {
                AllEvents = allEvents,
                CursorError = resumed?.Error,
            };
        }

        public void Dispose() => expectation.Dispose();
    }
}
