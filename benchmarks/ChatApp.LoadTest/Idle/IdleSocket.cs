using ChatApp.LoadTest.Sockets;

namespace ChatApp.LoadTest.Idle;

/// <summary>A socket that only answers pings, and at the end shows with one of its own that it still lives.</summary>
internal sealed class IdleSocket(ChatSocket socket) : IFrameHandler, IDisposable
{
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Answered => _answered.Task;

    public Task ReceiveAsync() => socket.ReceiveAsync(this);

    public void Ping()
    {
        socket.Outgoing.Add(ClientFrame.Build(Opcode.Text, "{\"type\":\"ping\"}"u8, socket.Mask));
        socket.Outgoing.Flush();
    }

    public void OnText(ReadOnlySpan<byte> payload)
    {
        if (payload.IndexOf("\"pong\""u8) >= 0)
        {
            _answered.TrySetResult();
        }
    }

    public void OnBatchEnd()
    {
    }

    public void Dispose() => socket.Dispose();
}
