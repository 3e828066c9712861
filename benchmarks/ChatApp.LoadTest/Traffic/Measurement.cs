using System.Diagnostics;
using ChatApp.LoadTest.Measuring;

namespace ChatApp.LoadTest.Traffic;

/// <summary>
/// The measured span and what fell into it. Deliveries count by the moment at which they arrive, latencies by the
/// moment at which the message was sent (so that the slowest ones, which arrive after the end, are in). Any thread may
/// record.
/// </summary>
internal sealed class Measurement(TimeSpan warmup, TimeSpan length)
{
    private readonly Lock _gate = new();
    private readonly long[] _perSecond = new long[(int)Math.Ceiling(length.TotalSeconds)];

    public long Start { get; } = Stopwatch.GetTimestamp() + Ticks(warmup);

    public long End => Start + Ticks(length);

    public TimeSpan Length => length;

    public Latency Acknowledgement { get; } = new();

    public Latency Delivery { get; } = new();

    public long Delivered => _perSecond.Sum();

    public long SlowestSecond => _perSecond.Min();

    public void Acknowledged(long sentAt, long now)
    {
        if (Holds(sentAt))
        {
            Acknowledgement.Record(now - sentAt);
        }
    }

    public void RecordDelivery(long sentAt, long now)
    {
        if (Holds(sentAt))
        {
            Delivery.Record(now - sentAt);
        }

        if (Holds(now))
        {
            lock (_gate)
            {
                _perSecond[(now - Start) / Stopwatch.Frequency]++;
            }
        }
    }

    public static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    private bool Holds(long time) => time >= Start && time < End;
}
