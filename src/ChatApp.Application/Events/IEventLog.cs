namespace ChatApp.Application.Events;

/// <summary>
/// The stored events of all users, in order of their numbers: the source of truth for both delivery and replay.
/// </summary>
public interface IEventLog
{
    /// <summary>
    /// The epoch of the database. It changes when a backup is restored, so that a cursor from before the restoration is
    /// recognised as invalid.
    /// </summary>
    int Epoch { get; }

    /// <summary>Reads the first and last kept number of a user's stream.</summary>
    Task<StreamBounds> GetBoundsAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>Reads the events after a number, oldest first.</summary>
    Task<Page<LoggedEvent>> ReadAsync(Guid userId, long after, int limit, CancellationToken cancellationToken);
}
