using System.Diagnostics;
using ChatApp.Infrastructure.Persistence.Accounts;

namespace ChatApp.Infrastructure.Realtime;

/// <summary>Connects this node to the backplane while the server runs.</summary>
internal sealed class NodeInbox(
    ConnectionRegistry registry, IBackplane backplane, StreamReconciler reconciler, SessionCache sessions)
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
            case StreamTraced traced:
                using (var span = ChatTrace.Source.StartActivity("receive hint", ActivityKind.Consumer, traced.Trace))
                {
                    var feed = registry.Find(traced.UserId);
                    if (span is not null)
                    {
                        feed?.Remember(traced.Head, span.Context);
                    }

                    feed?.Raise(traced.Head);
                }

                break;
            case SessionClosed closed:
                sessions.Forget(closed.SessionId);
                registry.EndSession(closed.UserId, closed.SessionId);
                break;
            case SignalSent sent:
                foreach (var connection in registry.Find(sent.UserId)?.Connections ?? [])
                {
                    connection.Deliver(sent.Json);
                }

                break;
            default:
                // A hint of a newer version. Reconciliation finds the change.
                break;
        }
    }

    public void LookUp(Guid userId) => reconciler.LookUp(userId);

    public void LookUpAll() => reconciler.LookUpAll();
}
