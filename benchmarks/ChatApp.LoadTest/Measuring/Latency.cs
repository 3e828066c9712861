using System.Diagnostics;
using HdrHistogram;

namespace ChatApp.LoadTest.Measuring;

/// <summary>Times in microseconds to three digits, up to ten minutes. Any thread may record.</summary>
internal sealed class Latency
{
    private const long LargestMicroseconds = 600_000_000;

    private readonly Lock _gate = new();
    private readonly LongHistogram _histogram = new(LargestMicroseconds, 3);

    public void Record(long ticks)
    {
        var microseconds = (long)(ticks * (1_000_000.0 / Stopwatch.Frequency));
        lock (_gate)
        {
            _histogram.RecordValue(Math.Clamp(microseconds, 1, LargestMicroseconds));
        }
    }

    public void RecordSince(long start) => Record(Stopwatch.GetTimestamp() - start);

    public long Count
    {
        get
        {
            lock (_gate)
            {
                return _histogram.TotalCount;
            }
        }
    }

    public double Milliseconds(double percentile)
    {
        lock (_gate)
        {
            return _histogram.TotalCount == 0 ? 0 : _histogram.GetValueAtPercentile(percentile) / 1000.0;
        }
    }
}
