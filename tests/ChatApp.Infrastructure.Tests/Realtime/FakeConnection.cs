using System.Collections.Concurrent;
using System.Text;
using ChatApp.Application.Events;

namespace ChatApp.Infrastructure.Tests.Realtime;

internal sealed class FakeConnection(Guid userId) : IStreamSubscriber
{
    private int _wakes;

    public Guid ConnectionId { get; } = Guid.CreateVersion7();

    public Guid UserId { get; } = userId;

    public Guid SessionId { get; } = Guid.CreateVersion7();

    public int Wakes => Volatile.Read(ref _wakes);

    public bool HasEnded { get; private set; }

    /// <summary>The JSON of the received signals.</summary>
    public ConcurrentQueue<string> Signals { get; } = [];

    public void Deliver(ReadOnlyMemory<byte> signal) => Signals.Enqueue(Encoding.UTF8.GetString(signal.Span));

    public void Wake() => Interlocked.Increment(ref _wakes);

    public void EndSession() => HasEnded = true;

    public bool IsClosedForNewEpoch { get; private set; }

    public void CloseForNewEpoch() => IsClosedForNewEpoch = true;
}
