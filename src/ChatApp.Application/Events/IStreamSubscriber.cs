using ChatApp.Application.Signals;

namespace ChatApp.Application.Events;

/// <summary>A connected device, as its subscription sees it. All members are thread-safe and return at once.</summary>
public interface IStreamSubscriber
{
    /// <summary>The id of this connection, unique among all nodes.</summary>
    Guid ConnectionId { get; }

    /// <summary>The user of the device.</summary>
    Guid UserId { get; }

    /// <summary>The session of the connection.</summary>
    Guid SessionId { get; }

    /// <summary>
    /// The stream may have grown, so the device should check its subscription. A call without a reason does no harm.
    /// </summary>
    void Wake();

    /// <summary>
    /// Sends a signal after all available events, if the device receives events of every kind. A device that does not
    /// read loses it.
    /// </summary>
    void Deliver(Signal signal);

    /// <summary>The session has ended, so the connection must close.</summary>
    void EndSession();
}
