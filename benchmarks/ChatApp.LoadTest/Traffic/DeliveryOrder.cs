namespace ChatApp.LoadTest.Traffic;

/// <summary>
/// Checks what one side of a pair receives: every message once, in the order sent, under a rising <c>seq</c>, without a
/// gap where it counts the conversation (no one else writes there). Belongs to its pair's lock.
/// </summary>
internal sealed class DeliveryOrder(bool countsConversation)
{
    public long Received { get; private set; }

    public long LastSeq { get; private set; }

    private long _lastNumber;

    /// <summary>What is wrong with this message; null when nothing is.</summary>
    public string? Take(MessageEvent message)
    {
        Received++;
        var anySeq = LastSeq == 0 || (!countsConversation && message.Seq > LastSeq);
        var expected = new MessageEvent(anySeq ? message.Seq : LastSeq + 1, _lastNumber + 1);
        var fault = message == expected ? null
            : message.Number <= _lastNumber || message.Seq <= LastSeq
            ? $"repeated or late: {message}, expected {expected}"
            : $"missing before it: {message}, expected {expected}";
        (LastSeq, _lastNumber) = (Math.Max(LastSeq, message.Seq), Math.Max(_lastNumber, message.Number));
        return fault;
    }
}
