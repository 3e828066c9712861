namespace ChatApp.Application.Events;

/// <summary>The stored events of each user, in order: outbox, replay and truth in one.</summary>
public interface IEventLog
{
    /// <summary>
    /// Which life of the database this is. It changes when a backup is restored, so that a cursor from after the backup
    /// is recognised as void.
    /// </summary>
    int Epoch { get; }

    /// <summary>First and last kept number of a user's stream.</summary>
    Task<StreamBounds> GetBoundsAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>The events after a number, oldest first.</summary>
    Task<Page<LoggedEvent>> ReadAsync(Guid userId, long after, int limit, CancellationToken cancellationToken);
}
