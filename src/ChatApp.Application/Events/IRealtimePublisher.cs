using ChatApp.Domain.Events;

namespace ChatApp.Application.Events;

/// <summary>
/// Tells connected devices what has been committed. It never fails the caller: what it does not deliver now, the
/// devices' cursors fetch from the log.
/// </summary>
public interface IRealtimePublisher
{
    /// <summary>Hands a committed event to the sockets of all users that it concerns.</summary>
    Task PublishAsync(StoredEvent storedEvent, CancellationToken cancellationToken);

    /// <summary>Closes the sockets of a session that has ended.</summary>
    Task EndSessionAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken);
}
