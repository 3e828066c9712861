namespace ChatApp.Application.Events;

/// <summary>The position of a device in its user's stream. Only the loop that sends to the device moves it.</summary>
/// <remarks>
/// Disposing unregisters the device. Any thread may call <see cref="Raise"/>; only the sending loop may use the other
/// members.
/// </remarks>
public interface IStreamSubscription : IDisposable
{
    /// <summary>Whether the device receives events of every kind, and not only messages.</summary>
    bool AllEvents { get; }

    /// <summary>
    /// Why the stream cannot be continued from the cursor that the device sent; null if it can. With an error, the
    /// subscription begins with the next event.
    /// </summary>
    Error? CursorError { get; }

    /// <summary>The cursor of the current position.</summary>
    string Cursor { get; }

    /// <summary>Number of the last event that was taken.</summary>
    long Sent { get; }

    /// <summary>Whether the stream has events after the current position.</summary>
    bool IsBehind { get; }

    /// <summary>Records that the stream has grown at least to this number.</summary>
    void Raise(long head);

    /// <summary>Moves to the next event if it is in memory.</summary>
    /// <param name="frame">The event's JSON; empty if the device does not receive events of this kind.</param>
    /// <returns>Whether the position has moved.</returns>
    bool TryTake(out EventFrame frame);

    /// <summary>Reads the next events from the event log into memory.</summary>
    /// <returns>Whether there were any; also false while the database cannot be reached.</returns>
    Task<bool> ReadAsync(CancellationToken cancellationToken);
}
