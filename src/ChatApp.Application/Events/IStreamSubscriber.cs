namespace ChatApp.Application.Events;

/// <summary>
/// A connected device, as its subscription sees it. All members may be called from any thread and return at once.
/// </summary>
public interface IStreamSubscriber
{
    /// <summary>Identifies this connection on all nodes.</summary>
    Guid ConnectionId { get; }

    /// <summary>Whose device it is.</summary>
    Guid UserId { get; }

    /// <summary>The session that it was opened with.</summary>
    Guid SessionId { get; }

    /// <summary>
    /// The stream may have grown. The device then looks at its subscription; a call without a reason does no harm.
    /// </summary>
    void Wake();

    /// <summary>The session has ended, so the connection must close.</summary>
    void EndSession();
}
