using ChatApp.Domain.Events;

namespace ChatApp.Application.Events;

/// <summary>
/// Delivers committed events to connected devices. It never fails its caller: devices later read missed events from the
/// event log by their cursors.
/// </summary>
public interface IRealtimePublisher
{
    /// <summary>Passes a committed event to the sockets of all users whom it concerns.</summary>
    Task PublishAsync(StoredEvent storedEvent, CancellationToken cancellationToken);

    /// <summary>Closes the sockets of a session that has ended.</summary>
    Task EndSessionAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken);
}
