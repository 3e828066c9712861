using System.Collections.Concurrent;
using ChatApp.Fault.Tests.Recording;

namespace ChatApp.Fault.Tests.Devices;

/// <summary>
/// What a device has received over all its connections. Filled by its receive loop, read from any thread.
/// </summary>
internal sealed class DeviceInbox
{
    private readonly ConcurrentQueue<StreamEvent> _events = new();
    private readonly ConcurrentDictionary<Guid, TimeSpan> _messages = new();
    private int _frameCount;

    public IReadOnlyList<StreamEvent> Events => [.. _events];

    public int EventCount => _events.Count;

    /// <summary>Frames of any kind.</summary>
    public int FrameCount => Volatile.Read(ref _frameCount);

    public void CountFrame() => Interlocked.Increment(ref _frameCount);

    public void Add(ChatFrame frame, TimeSpan at)
    {
        var received = EventOf(frame);
        _events.Enqueue(received);
        if (received.Type == "message")
        {
            _messages.TryAdd(received.MessageId, at);
        }
    }

    /// <summary>When a message arrived first; null when it has not.</summary>
    public TimeSpan? ArrivalOf(Guid messageId) => _messages.TryGetValue(messageId, out var at) ? at : null;

    /// <summary>What the checker wants to know of an event.</summary>
    public static StreamEvent EventOf(ChatFrame frame)
    {
        if (frame.Type == "read")
        {
            var read = frame.ToReadReceipt();
            return new StreamEvent(frame.Cursor!, "read", read.UserId, read.PeerId, read.MessageId, read.Seq);
        }

        var message = frame.ToMessage();
        return new StreamEvent(
            frame.Cursor!, "message", message.SenderId, message.RecipientId, message.Id, message.Seq);
    }
}
