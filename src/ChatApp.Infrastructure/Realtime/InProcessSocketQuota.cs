namespace ChatApp.Infrastructure.Realtime;

/// <summary>For an installation of one node, whose registry already counts every socket.</summary>
internal sealed class InProcessSocketQuota : ISocketQuota
{
    public ValueTask<bool> TryEnterAsync(IStreamSubscriber socket, int limit) => ValueTask.FromResult(true);

    public void Leave(IStreamSubscriber socket)
    {
        // Only the registry counts.
    }
}
