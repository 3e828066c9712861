namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// Limits a user's sockets on all nodes together (contract, section 4, close code 4013). If the other nodes cannot be
/// asked, the socket is admitted: availability matters more. Thread-safe; does not throw.
/// </summary>
internal interface ISocketQuota
{
    /// <summary>Counts a socket, unless the user has reached the limit on all nodes. Waits at most 250 ms.</summary>
    ValueTask<bool> TryEnterAsync(IStreamSubscriber socket, int limit);

    /// <summary>Stops counting a socket. Returns at once.</summary>
    void Leave(IStreamSubscriber socket);
}

/// <summary>For an installation of one node, whose registry already counts every socket.</summary>
internal sealed class InProcessSocketQuota : ISocketQuota
{
    public ValueTask<bool> TryEnterAsync(IStreamSubscriber socket, int limit) => ValueTask.FromResult(true);

    public void Leave(IStreamSubscriber socket)
    {
        // Only the registry counts.
    }
}
