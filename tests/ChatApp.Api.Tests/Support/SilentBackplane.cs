using ChatApp.Infrastructure.Realtime;

namespace ChatApp.Api.Tests;

/// <summary>A backplane that loses every hint.</summary>
internal sealed class SilentBackplane : IBackplane, IDisposable
{
    public bool IsUp => true;

    public IDisposable Subscribe(INodeInbox inbox) => this;

    public void InterestChanged(Guid userId)
    {
    }

    public void Publish(INodeInbox from, Hint hint)
    {
    }

    public void Dispose()
    {
    }
}
