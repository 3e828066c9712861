namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// Limits a user's sockets on all nodes together (contract, section 4, close code 4013);
/// <see cref="ConnectionRegistry"/> limits those on this node. If the other nodes cannot be asked, the socket is
/// admitted: availability matters more than the limit. All members are thread-safe and do not throw.
/// </summary>
internal interface ISocketQuota
{
    /// <summary>
    /// Counts a socket, unless the user has reached the limit on all nodes together. Waits at most 250 ms.
    /// </summary>
    ValueTask<bool> TryEnterAsync(IStreamSubscriber socket, int limit);

    /// <summary>Stops counting a socket that is no longer registered. Returns at once.</summary>
    void Leave(IStreamSubscriber socket);
}
