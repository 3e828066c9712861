namespace ChatApp.Application.Events;

/// <summary>A device's position in its user's stream. Only the loop that sends to the device moves it.</summary>
/// <remarks>
/// Disposing of it unregisters the device. Except for <see cref="Raise"/>, which any thread may call, all members
/// belong to that loop.
/// </remarks>
public interface IStreamSubscription : IDisposable
{
    /// <summary>Whether the device wants events of every kind, and not only messages.</summary>
    bool AllEvents { get; }

    /// <summary>
    /// Why the cursor that the device gave cannot be continued; the subscription then begins with the next event.
    /// </summary>
    Error? CursorError { get; }

    /// <summary>The cursor of the current position.</summary>
    string Cursor { get; }

    /// <summary>Number of the last event that was taken.</summary>
    long Sent { get; }

    /// <summary>Whether the stream has events after the current position.</summary>
    bool IsBehind { get; }

    /// <summary>Notes that the stream has grown at least to this number.</summary>
    void Raise(long head);

    /// <summary>Moves to the next event if it is in memory.</summary>
    /// <param name="frame">Its JSON; empty if the device does not want events of this kind.</param>
    /// <returns>Whether the position has moved.</returns>
    bool TryTake(out EventFrame frame);

    /// <summary>Reads the next events from the event log into memory.</summary>
    /// <returns>Whether there were any; false also while the database is out of reach.</returns>
    Task<bool> ReadAsync(CancellationToken cancellationToken);
}
