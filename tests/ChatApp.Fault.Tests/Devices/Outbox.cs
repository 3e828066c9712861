using ChatApp.Fault.Tests.Recording;

namespace ChatApp.Fault.Tests.Devices;

/// <summary>The unacknowledged messages of a device, in the order of writing. Thread-safe.</summary>
internal sealed class Outbox
{
    /// <summary>The time after which an unacknowledged message is sent again.</summary>
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

    /// <summary>Returns the messages that are due, and starts their waiting time.</summary>
    public IReadOnlyList<IntendedMessage> TakeDue(TimeSpan now)
    {
        lock (_gate)
        {
            var due = _entries.Where(entry => entry.DueAt <= now).ToList();
            due.ForEach(entry => entry.DueAt = now + Patience);
            return [.. due.Select(entry => entry.Message)];
        }
    }

    /// <summary>Marks all messages as due, because their connection has ended.</summary>
    public void SendAllAgain(TimeSpan now)
    {
        lock (_gate)
        {
            _entries.ForEach(entry => entry.DueAt = now);
        }
    }

    /// <summary>Delays a message that the server could not accept.</summary>
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

    /// <summary>Removes an acknowledged message.</summary>
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
