namespace ChatApp.LoadTest.Soak;

/// <summary>
/// Checks what one device receives, over all its connections: each message once, in the order of <c>seq</c> and in the
/// order of sending. The device's loop adds, and the end of the run reads; <see cref="_gate"/> guards both.
/// </summary>
internal sealed class Inbox(SoakUser user, string beginning, Tally tally)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Last> _conversations = [];
    private string _cursor = beginning;
    private long _events;
    private int _hash;

    /// <summary>After the last event that has arrived.</summary>
    public string Cursor
    {
        get
        {
            lock (_gate)
            {
                return _cursor;
            }
        }
    }

    /// <summary>Equal for two devices that have received the same events in the same order.</summary>
    public (long Events, int Hash) Digest
    {
        get
        {
            lock (_gate)
            {
                return (_events, _hash);
            }
        }
    }

    /// <summary>Takes a stored event.</summary>
    public void Take(ServerFrame stored)
    {
        lock (_gate)
        {
            _cursor = stored.Cursor!;
            _events++;
            _hash = unchecked((_hash * 31) + string.GetHashCode(_cursor, StringComparison.Ordinal));
            if (stored.Type == "message")
            {
                TakeMessage(stored);
            }
        }

        tally.Count("events");
    }

    /// <summary>What is missing of this talk, in either direction; null when nothing is.</summary>
    public string? Missing(Talk talk)
    {
        var peer = talk.From == user ? talk.To : talk.From;
        lock (_gate)
        {
            var last = _conversations.GetValueOrDefault(peer.Id);
            var received = talk.From == user ? last.Own : last.Peers;
            return received == talk.Number ? null : $"message {received} of {talk.Number} arrived last";
        }
    }

    private void TakeMessage(ServerFrame message)
    {
        var isOwn = message.SenderId == user.Id;
        var peerId = isOwn ? message.RecipientId : message.SenderId;
        if (!user.Talks.TryGetValue(peerId, out var ownTalk)
            || (isOwn ? ownTalk : ownTalk.To.Talks[user.Id]) is not { } talk
            || talk.NumberOf(message.ClientMessageId) is not { } number)
        {
            tally.Fail($"nobody has sent this message: {message}");
            return;
        }

        var last = _conversations.GetValueOrDefault(peerId);
        var next = new Last(last.Seq + 1, isOwn ? number : last.Own, isOwn ? last.Peers : number);
        if (message.Seq != next.Seq || number != (isOwn ? last.Own : last.Peers) + 1)
        {
            tally.Fail($"lost, repeated or out of order: number {number}, {message}; the last was {last}");
        }

        _conversations[peerId] = next with { Seq = Math.Max(last.Seq, message.Seq) };
        tally.Count(isOwn ? "own_copies" : "delivered");
        if (talk.TicksSince(number) is { } ticks)
        {
            (isOwn ? tally.Acknowledgement : tally.Delivery).Record(ticks);
        }

        if (isOwn && talk.Acknowledge(number, message.Id))
        {
            tally.Count("messages");
        }
    }

    /// <summary>Of a conversation, the newest <c>seq</c>, and the last number of each side.</summary>
    private readonly record struct Last(long Seq, long Own, long Peers);
}
