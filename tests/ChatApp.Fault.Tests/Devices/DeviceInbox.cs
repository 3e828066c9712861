using System.Collections.Concurrent;
using ChatApp.Fault.Tests.Recording;

namespace ChatApp.Fault.Tests.Devices;

/// <summary>
/// The events that a device has received over all its connections. Filled by its receive loop, read from any thread.
/// </summary>
internal sealed class DeviceInbox
{
    private readonly ConcurrentQueue<StreamEvent> _events = new();
    private readonly ConcurrentDictionary<Guid, TimeSpan> _messages = new();
    private int _frameCount;

    public IReadOnlyList<StreamEvent> Events => [.. _events];

    public int EventCount => _events.Count;

    /// <summary>The number of frames of any kind.</summary>
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

    /// <summary>The time at which a message first arrived; null if it has not.</summary>
    public TimeSpan? ArrivalOf(Guid messageId) => _messages.TryGetValue(messageId, out var at) ? at : null;

    /// <summary>The fields of an event that the checker needs.</summary>
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
