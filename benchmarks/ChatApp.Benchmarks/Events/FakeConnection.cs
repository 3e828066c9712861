using ChatApp.Application.Events;

namespace ChatApp.Benchmarks.Events;

/// <summary>A connection whose waking wakes no thread: that is the runtime's time and not ours.</summary>
internal sealed class FakeConnection(Guid userId) : IStreamSubscriber
{
    private int _wakes;

    public Guid ConnectionId { get; } = Guid.CreateVersion7();

    public Guid UserId => userId;

    public Guid SessionId { get; } = Guid.CreateVersion7();

    public void Wake() => Interlocked.Increment(ref _wakes);

    public void Deliver(ReadOnlyMemory<byte> signal)
    {
    }

    public void EndSession()
    {
    }

    public void CloseForNewEpoch()
    {
    }
}
