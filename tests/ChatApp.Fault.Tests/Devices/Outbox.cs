using ChatApp.Fault.Tests.Recording;

namespace ChatApp.Fault.Tests.Devices;

/// <summary>The messages that a device has not seen acknowledged, in the order of writing. From any thread.</summary>
internal sealed class Outbox
{
    /// <summary>How long an acknowledgement is awaited before the message is sent again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    public void Add(IntendedMessage message, TimeSpan now)
    {
        lock (_gate)
        {
            _entries.Add(new Entry(message) { DueAt = now });
        }
    }

    /// <summary>The messages to be sent now, each to be awaited from now on.</summary>
    public IReadOnlyList<IntendedMessage> TakeDue(TimeSpan now)
    {
        lock (_gate)
        {
            var due = _entries.Where(entry => entry.DueAt <= now).ToList();
            due.ForEach(entry => entry.DueAt = now + Patience);
            return [.. due.Select(entry => entry.Message)];
        }
    }

    /// <summary>A connection has ended: what it carried is to be sent over the next.</summary>
    public void SendAllAgain(TimeSpan now)
    {
        lock (_gate)
        {
            _entries.ForEach(entry => entry.DueAt = now);
        }
    }

    /// <summary>The server could not take it: once more after a pause.</summary>
    public void SendAgainAt(Guid clientMessageId, TimeSpan at)
    {
        lock (_gate)
        {
            if (_entries.Find(entry => entry.Message.ClientMessageId == clientMessageId) is { } entry)
            {
                entry.DueAt = at;
            }
        }
    }

    /// <summary>It is acknowledged.</summary>
    public void Remove(Guid clientMessageId)
    {
        lock (_gate)
        {
            _entries.RemoveAll(entry => entry.Message.ClientMessageId == clientMessageId);
        }
    }

    private sealed class Entry(IntendedMessage message)
    {
        public IntendedMessage Message => message;

        public TimeSpan DueAt { get; set; }
    }
}
