namespace ChatApp.Infrastructure.Realtime;

/// <summary>The only node of an installation: the sockets of its registry are all that there are.</summary>
internal sealed class InProcessSocketQuota : ISocketQuota
{
    public ValueTask<bool> TryEnterAsync(IClientConnection socket, int limit) => ValueTask.FromResult(true);

    public void Leave(IClientConnection socket)
    {
        // Nothing is counted beside the registry.
    }
}
