using ChatApp.LoadTest.Dialects;
using ChatApp.LoadTest.Sockets;

namespace ChatApp.LoadTest.Idle;

/// <summary>A socket that only answers pings, and at the end shows with one of its own that it still lives.</summary>
internal sealed class IdleSocket(ChatSocket socket, Dialect dialect) : IFrameHandler, IDisposable
{
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Answered => _answered.Task;

    public Task ReceiveAsync() => socket.ReceiveAsync(dialect.Texts(this));

    public void Ping() => socket.Send(dialect.Probe);

    public void OnText(ReadOnlySpan<byte> payload)
    {
        if (dialect.IsProbeAnswer(payload))
        {
            _answered.TrySetResult();
        }
    }

    public void OnBatchEnd()
    {
    }

    public void Dispose() => socket.Dispose();
}
