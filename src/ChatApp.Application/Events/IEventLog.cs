using ChatApp.Domain.Events;

namespace ChatApp.Application.Events;

/// <summary>The stored events of all users by number: the source of truth for both delivery and replay.</summary>
public interface IEventLog
{
    /// <summary>
    /// A number that changes when a backup is restored, or when a failover may have lost commits. That makes all
    /// earlier cursors invalid.
    /// </summary>
    int Epoch { get; }

    /// <summary>Reads the first and last kept number of a user's stream.</summary>
    Task<StreamBounds> GetBoundsAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the events after a number, oldest first. The page begins with the next number: it never leaves out events
    /// that are deleted meanwhile.
    /// </summary>
    /// <returns>The page; <c>cursor_expired</c> if not all events after the number are kept.</returns>
    Task<Result<Page<LoggedEvent>>> ReadAsync(Guid userId, long after, int limit, CancellationToken cancellationToken);
}

/// <summary>An event in a user's stream.</summary>
/// <param name="Event">
/// The event, with the message as it is now. Null for a kind that only newer servers know, and for an event about a
/// message that is no longer kept.
/// </param>
public sealed record LoggedEvent(long Number, StoredEvent? Event);

/// <summary>The range of event numbers that a user's stream holds.</summary>
/// <param name="Floor">Events up to this number are no longer kept.</param>
/// <param name="Head">Number of the newest event; 0 before the first.</param>
public readonly record struct StreamBounds(long Floor, long Head)
{
    /// <summary>Whether all events after this number are available, so that a client can continue from there.</summary>
    public bool CanResumeAfter(long number) => number >= Floor && number <= Head;
}
