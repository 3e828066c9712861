using ChatApp.Infrastructure.Realtime;

namespace ChatApp.Testing;

/// <summary>A backplane that loses hints on request, unnoticed by the nodes.</summary>
internal sealed class LossyBackplane(IBackplane inner, ServerFaults faults) : IBackplane
{
    public bool IsUp => inner.IsUp;

    public IDisposable Subscribe(INodeInbox inbox) => inner.Subscribe(inbox);

    public void InterestChanged(Guid userId) => inner.InterestChanged(userId);

    public void Publish(INodeInbox from, Hint hint)
    {
        if (!faults.LoseHints)
        {
            inner.Publish(from, hint);
        }
    }
}
