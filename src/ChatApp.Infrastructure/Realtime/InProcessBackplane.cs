using System.Collections.Immutable;

namespace ChatApp.Infrastructure.Realtime;

/// <summary>For an installation of one node, and for tests with several nodes in one process.</summary>
public sealed class InProcessBackplane : IBackplane
{
    private ImmutableArray<INodeInbox> _inboxes = [];

    /// <inheritdoc/>
    public bool IsUp => true;

    /// <inheritdoc/>
    public IDisposable Subscribe(INodeInbox inbox)
    {
        ImmutableInterlocked.Update(ref _inboxes, static (inboxes, added) => inboxes.Add(added), inbox);
        return new OnDispose(() =>
            ImmutableInterlocked.Update(ref _inboxes, static (inboxes, removed) => inboxes.Remove(removed), inbox));
    }

    /// <inheritdoc/>
    public void InterestChanged(Guid userId)
    {
        // Within one process, every node receives every hint at no cost.
    }

    /// <inheritdoc/>
    public void Publish(INodeInbox from, Hint hint)
    {
        foreach (var inbox in _inboxes)
        {
            if (!ReferenceEquals(inbox, from))
            {
                inbox.Receive(hint);
            }
        }
    }
}
