using System.Diagnostics;
using ChatApp.LoadTest.Measuring;
using ChatApp.LoadTest.Traffic;

namespace ChatApp.LoadTest.Storm;

/// <summary>How many have caught up, and when. Any thread may report.</summary>
internal sealed class StormProgress(int users, int eventsPerUser) : IAsyncDisposable
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = users;
    private long _start;

    public int EventsPerUser => eventsPerUser;

    public Failures Failures { get; } = new();

    /// <summary>From the moment at which all began to reconnect to the last event of a user.</summary>
    public Latency CatchingUp { get; } = new();

    public int Left => Volatile.Read(ref _left);

    public Task All => _all.Task;

    public void Start() => _start = Stopwatch.GetTimestamp();

    public void CaughtUp(long now)
    {
        CatchingUp.Record(now - _start);
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _all.TrySetResult();
        }
    }

    public ValueTask DisposeAsync() => Failures.DisposeAsync();
}
