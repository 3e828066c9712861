using ChatApp.Infrastructure.Persistence.Sessions;
using Microsoft.Extensions.Hosting;

namespace ChatApp.Infrastructure.Realtime;

/// <summary>This node's end of the backplane, open from the node's start to its end.</summary>
internal sealed class NodeInbox(ConnectionRegistry registry, IBackplane backplane, StreamHealer healer, SessionCache sessions)
    : INodeInbox, IHostedService
{
    private IDisposable? _subscription;

    public IEnumerable<Guid> WantedUsers => registry.Feeds.Select(feed => feed.UserId);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = backplane.Subscribe(this);
        registry.InterestChanged += backplane.InterestChanged;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        registry.InterestChanged -= backplane.InterestChanged;
        _subscription?.Dispose();
        return Task.CompletedTask;
    }

    public bool Wants(Guid userId) => registry.Find(userId) is not null;

    public void Receive(Hint hint)
    {
        switch (hint)
        {
            case StreamGrown grown:
                registry.Find(grown.UserId)?.Raise(grown.Head);
                break;
            case SessionClosed closed:
                sessions.Forget(closed.SessionId);
                registry.EndSession(closed.UserId, closed.SessionId);
                break;
            default:
                // A hint of a newer version: what it points to is found in the log.
                break;
        }
    }

    public void LookUp(Guid userId) => healer.LookUp(userId);

    public void LookUpAll() => healer.LookUpAll();
}
