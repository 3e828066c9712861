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
    /// <summary>
    /// Begins to record new events for a user who is about to connect, and reads the end of the stream.
    /// </summary>
    /// <param name="userId">The user who owns the stream.</param>
    /// <param name="since">The cursor that the device sent; null to begin with the next event.</param>
    /// <param name="allEvents">Whether the device receives events of every kind, and not only messages.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <returns>The subscription, to be started or, if the device does not connect, disposed.</returns>
    Task<IExpectedSubscription> ExpectAsync(
        Guid userId, string? since, bool allEvents, CancellationToken cancellationToken);
}

/// <summary>
/// A subscription of a device that is not connected yet. Disposing it twice, or after it was started, does no harm.
/// </summary>
public interface IExpectedSubscription : IDisposable
{
    /// <summary>Registers the device, which is now connected.</summary>
    /// <param name="subscriber">The device.</param>
    /// <param name="limit">
    /// Largest number of connected devices of one user, on this node and on all nodes together.
    /// </param>
    /// <returns>
    /// The subscription, to be disposed when the device disconnects; null if the user has too many connected devices.
    /// </returns>
    ValueTask<IStreamSubscription?> StartAsync(IStreamSubscriber subscriber, int limit);
}
