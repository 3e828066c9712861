using System.Collections.Concurrent;
using ChatApp.Application.Events;
using ChatApp.Application.Signals;

namespace ChatApp.Infrastructure.Tests.Realtime;

internal sealed class FakeConnection(Guid userId) : IStreamSubscriber
{
    private int _wakes;

    public Guid ConnectionId { get; } = Guid.CreateVersion7();

    public Guid UserId { get; } = userId;

    public Guid SessionId { get; } = Guid.CreateVersion7();

    public int Wakes => Volatile.Read(ref _wakes);

    public bool HasEnded { get; private set; }

    public ConcurrentQueue<Signal> Signals { get; } = [];

    public void Deliver(Signal signal) => Signals.Enqueue(signal);

    public void Wake() => Interlocked.Increment(ref _wakes);

    public void EndSession() => HasEnded = true;
}
