using ChatApp.Application.Events;

namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// Limits a user's sockets on all nodes together (contract, section 4, close code 4013);
/// <see cref="ConnectionRegistry"/> limits those on this node. When the other nodes cannot be asked, it admits the
/// socket: a limit is no reason to turn users away. Every member may be called from any thread and does not throw.
/// </summary>
internal interface ISocketQuota
{
    /// <summary>
    /// Counts a socket, unless the user has reached the limit on all nodes together. Waits at most 250 ms.
    /// </summary>
    ValueTask<bool> TryEnterAsync(IStreamSubscriber socket, int limit);

    /// <summary>No longer counts a socket, which is not registered any more. Returns at once.</summary>
    void Leave(IStreamSubscriber socket);
}
