using System.Diagnostics;

namespace ChatApp.Application.Events;

/// <summary>
/// Subscribes connected devices to the streams of their users. A device first receives the stored events after its
/// cursor, then new events as they are committed, each event once and in order.
/// </summary>
/// <remarks>
/// A subscription has two steps, so that a device misses no event that is committed after it knows that it is
/// connected. <see cref="ExpectAsync"/> is called before the handshake is answered, and
/// <see cref="IExpectedSubscription.StartAsync"/> after it. All members are thread-safe.
/// </remarks>
public interface IStreamSubscriptions
{
    /// <summary>Begins to record new events for a user who is about to connect, and reads the stream's end.</summary>
    /// <param name="since">The cursor that the device sent; null to begin with the next event.</param>
    /// <param name="allEvents">Whether the device receives events of every kind, and not only messages.</param>
    /// <returns>The subscription, to be started or, if the device does not connect, disposed.</returns>
    Task<IExpectedSubscription> ExpectAsync(
        Guid userId, string? since, bool allEvents, CancellationToken cancellationToken);
}

/// <summary>A subscription of a device that is not connected yet. Disposing it again does no harm.</summary>
public interface IExpectedSubscription : IDisposable
{
    /// <summary>Registers the device, which is now connected.</summary>
    /// <param name="limit">Most devices of one user, on this node and on all nodes together.</param>
    /// <returns>The subscription, which the device disposes at its end; null if the user has too many.</returns>
    ValueTask<IStreamSubscription?> StartAsync(IStreamSubscriber subscriber, int limit);
}

/// <summary>The position of a device in its user's stream. Only the loop that sends to the device moves it.</summary>
/// <remarks>Disposing unregisters the device. Only the sending loop uses it, apart from <see cref="Raise"/>.</remarks>
public interface IStreamSubscription : IDisposable
{
    /// <summary>Whether the device receives events of every kind, and not only messages.</summary>
    bool AllEvents { get; }

    /// <summary>The cursor of the current position.</summary>
    string Cursor { get; }

    /// <summary>Number of the last event that was taken.</summary>
    long Sent { get; }

    /// <summary>Whether the stream has events after the current position.</summary>
    bool IsBehind { get; }

    /// <summary>Number of events after the current position, as any thread may ask.</summary>
    long Waiting { get; }

    /// <summary>Records that the stream has grown at least to this number.</summary>
    void Raise(long head);

    /// <summary>Moves to the next event if it is in memory.</summary>
    /// <param name="frame">The event's JSON; empty if the device does not receive events of this kind.</param>
    /// <returns>Whether the position has moved.</returns>
    bool TryTake(out EventFrame frame);

    /// <summary>
    /// Takes, once, the reason why the stream goes on with the next event and not after the device's cursor; null if
    /// there is none.
    /// </summary>
    Error? TakeCursorError();

    /// <summary>
    /// Reads the next events from the event log into memory. If they are no longer kept, the position moves to the end
    /// of the stream, and there is an error to take.
    /// </summary>
    /// <returns>Whether there is something to take; also false while the database cannot be reached.</returns>
    Task<bool> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>The JSON of an event in UTF-8, in two parts. All receivers share one copy of the first.</summary>
/// <param name="End">The rest, with the receiver's cursor. The next event overwrites the buffer.</param>
/// <param name="AcceptedAt">When the server accepted the message; null for other events.</param>
/// <param name="Trace">The span that has published the event here; empty if it is not traced.</param>
public readonly record struct EventFrame(
    ReadOnlyMemory<byte> Shared, ReadOnlyMemory<byte> End, DateTimeOffset? AcceptedAt = null,
    ActivityContext Trace = default)
{
    /// <summary>Whether there is nothing to send.</summary>
    public bool IsEmpty => Shared.IsEmpty;
}

/// <summary>A connected device, as its subscription sees it. All members are thread-safe and return at once.</summary>
public interface IStreamSubscriber
{
    /// <summary>The id of this connection, unique among all nodes.</summary>
    Guid ConnectionId { get; }

    /// <summary>The user of the device.</summary>
    Guid UserId { get; }

    /// <summary>The session of the connection.</summary>
    Guid SessionId { get; }

    /// <summary>The stream may have grown: check the subscription. A call without a reason does no harm.</summary>
    void Wake();

    /// <summary>
    /// Sends a signal after all available events, if the device receives events of every kind. A device that does not
    /// read loses it.
    /// </summary>
    /// <param name="signal">Its JSON in UTF-8.</param>
    void Deliver(ReadOnlyMemory<byte> signal);

    /// <summary>The session has ended, so the connection must close.</summary>
    void EndSession();

    /// <summary>
    /// The epoch has changed, so the connection must close: its client reconnects, and learns that its cursor has
    /// expired.
    /// </summary>
    void CloseForNewEpoch();
}
