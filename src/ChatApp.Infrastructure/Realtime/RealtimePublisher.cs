using ChatApp.Application.Events;
using ChatApp.Domain.Events;
using ChatApp.Infrastructure.Persistence.Sessions;

namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// Brings what was committed to the devices: to those of this node at once, encoded once, and to the other nodes as a hint. Takes in the
/// hints of the other nodes.
/// </summary>
internal sealed class RealtimePublisher : IRealtimePublisher, INodeInbox, IDisposable
{
    private readonly ConnectionRegistry _registry;
    private readonly EventEncoder _encoder;
    private readonly IBackplane _backplane;
    private readonly SessionCache _sessions;
    private readonly IDisposable _subscription;

    public RealtimePublisher(ConnectionRegistry registry, EventEncoder encoder, IBackplane backplane, SessionCache sessions)
    {
        (_registry, _encoder, _backplane, _sessions) = (registry, encoder, backplane, sessions);
        _subscription = backplane.Subscribe(this);
    }

    public async Task PublishAsync(StoredEvent storedEvent, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? shared = null;
        foreach (var position in storedEvent.Positions)
        {
            if (_registry.Find(position.UserId) is { } feed)
            {
                shared ??= EventEncoder.EncodeShared(storedEvent);
                feed.Append(_encoder.Encode(shared.Value, storedEvent, position));
            }
        }

        foreach (var position in storedEvent.Positions)
        {
            await _backplane.PublishAsync(this, new StreamGrown(position.UserId, position.Number), cancellationToken);
        }
    }

    public async Task EndSessionAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken)
    {
        CloseSockets(userId, sessionId);
        await _backplane.PublishAsync(this, new SessionClosed(userId, sessionId), cancellationToken);
    }

    public void Receive(Hint hint)
    {
        switch (hint)
        {
            case StreamGrown grown:
                _registry.Find(grown.UserId)?.Raise(grown.Head);
                break;
            case SessionClosed closed:
                _sessions.Forget(closed.SessionId);
                CloseSockets(closed.UserId, closed.SessionId);
                break;
            default:
                // A hint of a newer version: what it points to is found in the log.
                break;
        }
    }

    public void Dispose() => _subscription.Dispose();

    private void CloseSockets(Guid userId, Guid sessionId)
    {
        foreach (var connection in _registry.Find(userId)?.Connections ?? [])
        {
            if (connection.SessionId == sessionId)
            {
                connection.EndSession();
            }
        }
    }
}
