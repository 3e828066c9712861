using System.Diagnostics;
using System.Text;
using ChatApp.LoadTest.Dialects;
using ChatApp.LoadTest.Rest;
using ChatApp.LoadTest.Sockets;

namespace ChatApp.LoadTest.Traffic;

/// <summary>
/// One conversation under load: the sender writes, both get their copies. The receive loops of both sides and whoever
/// sends come in on threads of their own; <see cref="_gate"/> guards all that changes.
/// </summary>
internal sealed class Pair
{
    /// <summary>So many messages may be on their way at most: of these the moment of sending is kept.</summary>
    private const int LargestBacklog = 8192;

    private readonly Lock _gate = new();
    private readonly long[] _sentAt = new long[LargestBacklog];
    private readonly DeliveryOrder _acknowledgements;
    private readonly DeliveryOrder _deliveries;
    private readonly byte[] _idPrefix;
    private readonly MessageFrame _frame;
    private readonly ChatSocket _sender;
    private readonly Measurement _measurement;
    private readonly Failures _failures;
    private long _sent;

    public Pair(
        Dialect dialect, Guid senderId, LoadUser recipient, ChatSocket sender, int contentLength,
        Measurement measurement, Failures failures)
    {
        (_acknowledgements, _deliveries) = (new(dialect.CountsConversations), new(dialect.CountsConversations));
        (SenderId, Recipient) = (senderId, recipient);
        (_sender, _measurement, _failures) = (sender, measurement, failures);
        var idPrefix = Guid.CreateVersion7().ToString("D")[..^MessageFrame.NumberDigits];
        _idPrefix = Encoding.ASCII.GetBytes(idPrefix);
        _frame = new MessageFrame(dialect, recipient.Id, idPrefix, contentLength, sender.Mask);
    }

    public Guid SenderId { get; }

    public LoadUser Recipient { get; }

    public long Sent => Read(() => _sent);

    public long Acknowledged => Read(() => _acknowledgements.Received);

    public long Delivered => Read(() => _deliveries.Received);

    public long LastSeq => Read(() => _deliveries.LastSeq);

    /// <summary>
    /// Sends until so many messages are unacknowledged. Acknowledgements that came together are answered with one send.
    /// </summary>
    public void Fill(int inFlight)
    {
        var now = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            while (_sent - _acknowledgements.Received < inFlight && HasRoom && now < _measurement.End)
            {
                Add(now);
            }
        }

        _sender.Outgoing.Flush();
    }

    /// <summary>
    /// Sends one message, whose time counts from when it was due. False when the server is too far behind.
    /// </summary>
    public bool TrySend(long due)
    {
        lock (_gate)
        {
            if (!HasRoom)
            {
                return false;
            }

            Add(due);
        }

        _sender.Outgoing.Flush();
        return true;
    }

    public void OnAcknowledged(ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            if (Take(payload, _acknowledgements, out var sentAt))
            {
                _measurement.Acknowledged(sentAt, Stopwatch.GetTimestamp());
            }
        }
    }

    public void OnDelivered(ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            if (Take(payload, _deliveries, out var sentAt))
            {
                _measurement.RecordDelivery(sentAt, Stopwatch.GetTimestamp());
            }
        }
    }

    private bool HasRoom => _sent - Math.Min(_acknowledgements.Received, _deliveries.Received) < LargestBacklog;

    private void Add(long sentAt)
    {
        _sent++;
        _sentAt[_sent % LargestBacklog] = sentAt;
        _sender.Outgoing.Add(_frame.WithNumber(_sent));
    }

    private bool Take(ReadOnlySpan<byte> payload, DeliveryOrder order, out long sentAt)
    {
        sentAt = 0;
        if (!MessageEvent.TryRead(payload, _idPrefix, out var message) || message.Number < 1 || message.Number > _sent)
        {
            _failures.Add($"not a message of this conversation: {Encoding.UTF8.GetString(payload)}");
            return false;
        }

        sentAt = _sentAt[message.Number % LargestBacklog];
        if (order.Take(message) is { } fault)
        {
            _failures.Add(fault);
        }

        return true;
    }

    private long Read(Func<long> value)
    {
        lock (_gate)
        {
            return value();
        }
    }
}
