namespace ChatApp.Application.Events;

/// <summary>
/// Subscribes connected devices to their users' streams: first what is stored after the device's cursor, then what is
/// committed from now on, each event once and in order.
/// </summary>
/// <remarks>
/// A subscription takes two steps, since a device must miss nothing that is committed after it learns that it is
/// connected. <see cref="ExpectAsync"/> is called before the handshake is answered, and
/// <see cref="IExpectedSubscription.StartAsync"/> after it. Every member may be called from any thread.
/// </remarks>
public interface IStreamSubscriptions
{
    /// <summary>
    /// Begins to note what is committed for a user who is about to connect, and reads how far the stream goes.
    /// </summary>
    /// <param name="userId">Whose stream.</param>
    /// <param name="since">The cursor that the device has; null to begin with the next event.</param>
    /// <param name="allEvents">Whether the device wants events of every kind, and not only messages.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <returns>To be started, or disposed of if the device does not connect after all.</returns>
    Task<IExpectedSubscription> ExpectAsync(
        Guid userId, string? since, bool allEvents, CancellationToken cancellationToken);
}

/// <summary>
/// A subscription whose device is not connected yet. Disposing of it twice, or once it is started, does no harm.
/// </summary>
public interface IExpectedSubscription : IDisposable
{
    /// <summary>Registers the device, which is now connected.</summary>
    /// <param name="subscriber">The device.</param>
    /// <param name="limit">
    /// How many devices of one user may be connected, on this node and on all nodes together.
    /// </param>
    /// <returns>To be disposed of when the device is gone; null if the user has too many devices connected.</returns>
    ValueTask<IStreamSubscription?> StartAsync(IStreamSubscriber subscriber, int limit);
}
