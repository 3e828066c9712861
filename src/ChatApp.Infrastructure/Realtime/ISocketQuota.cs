namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// Holds a user's sockets on all nodes together to the limit (contract, section 4, close code 4013); on the node itself the
/// <see cref="ConnectionRegistry"/> does. When nodes cannot be asked, it admits: a limit is no reason to turn users away. Every member may be
/// called from any thread and does not fail.
/// </summary>
public interface ISocketQuota
{
    /// <summary>Counts a socket in, unless the user has as many as it may have on all nodes together. Waits a quarter of a second at most.</summary>
    ValueTask<bool> TryEnterAsync(IClientConnection socket, int limit);

    /// <summary>Counts a socket out that is no longer registered. Returns at once.</summary>
    void Leave(IClientConnection socket);
}
