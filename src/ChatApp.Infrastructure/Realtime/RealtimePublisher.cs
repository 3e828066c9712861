using ChatApp.Application.Signals;

namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// Publishes committed events, encoded once, and signals: to the devices on this node, and as hints to other nodes.
/// </summary>
internal sealed class RealtimePublisher(
    ConnectionRegistry registry, IBackplane backplane, NodeInbox inbox) : IRealtimePublisher, ISignalPublisher
{
    public Task PublishAsync(StoredEvent storedEvent, CancellationToken cancellationToken)
    {
        EncodedEvent? encoded = null;
        var span = ChatTrace.Current;
        foreach (var position in storedEvent.Positions)
        {
            if (registry.Find(position.UserId) is { } feed)
            {
                if (span is not null)
                {
                    feed.Remember(position.Number, span.Context);
                }

                feed.Append(position.Number, encoded ??= EventEncoder.Encode(storedEvent));
            }
        }

        foreach (var position in storedEvent.Positions)
        {
            if (span is not null)
            {
                backplane.Publish(inbox, new StreamTraced(position.UserId, position.Number, span.Context));
            }

            backplane.Publish(inbox, new StreamGrown(position.UserId, position.Number));
        }

        return Task.CompletedTask;
    }

    public Task EndSessionAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken)
    {
        registry.EndSession(userId, sessionId);
        backplane.Publish(inbox, new SessionClosed(userId, sessionId));
        return Task.CompletedTask;
    }

    public void Publish(Guid recipientId, EncodedSignal signal)
    {
        var hint = new SignalSent(recipientId, signal.Json, (signal.Type, signal.UserId));
        inbox.Receive(hint);
        backplane.Publish(inbox, hint);
    }
}
