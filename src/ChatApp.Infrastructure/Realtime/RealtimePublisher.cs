using ChatApp.Application.Events;
using ChatApp.Domain.Events;
using ChatApp.Infrastructure.Persistence.Sessions;
using Microsoft.Extensions.Hosting;

namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// Brings what was committed to the devices: to those of this node at once, encoded once, and to the other nodes as a hint. Takes in the
/// hints of the other nodes.
/// </summary>
internal sealed class RealtimePublisher(
    ConnectionRegistry registry, EventEncoder encoder, IBackplane backplane, SessionCache sessions)
    : IRealtimePublisher, INodeInbox, IHostedService
{
    private IDisposable? _subscription;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = backplane.Subscribe(this);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        return Task.CompletedTask;
    }

    public async Task PublishAsync(StoredEvent storedEvent, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? shared = null;
        foreach (var position in storedEvent.Positions)
        {
            if (registry.Find(position.UserId) is { } feed)
            {
                shared ??= EventEncoder.EncodeShared(storedEvent);
                feed.Append(encoder.Encode(shared.Value, storedEvent, position));
            }
        }

        foreach (var position in storedEvent.Positions)
        {
            await backplane.PublishAsync(this, new StreamGrown(position.UserId, position.Number), cancellationToken);
        }
    }

    public async Task EndSessionAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken)
    {
        CloseSockets(userId, sessionId);
        await backplane.PublishAsync(this, new SessionClosed(userId, sessionId), cancellationToken);
    }

    public void Receive(Hint hint)
    {
        switch (hint)
        {
            case StreamGrown grown:
                registry.Find(grown.UserId)?.Raise(grown.Head);
                break;
            case SessionClosed closed:
                sessions.Forget(closed.SessionId);
                CloseSockets(closed.UserId, closed.SessionId);
                break;
            default:
                // A hint of a newer version: what it points to is found in the log.
                break;
        }
    }

    private void CloseSockets(Guid userId, Guid sessionId)
    {
        foreach (var connection in registry.Find(userId)?.Connections ?? [])
        {
            if (connection.SessionId == sessionId)
            {
                connection.EndSession();
            }
        }
    }
}
