using System.Diagnostics;
using ChatApp.LoadTest.Measuring;

namespace ChatApp.LoadTest.Traffic;

/// <summary>
/// Sends at a fixed rate over all pairs in turn, on a thread of its own. Latency counts from the moment at which a
/// message was due, so that a stall of the server (or of this thread, see <see cref="Lateness"/>) shows in all messages
/// that it holds up.
/// </summary>
internal sealed class Pacer
{
    private readonly PairTraffic _traffic;
    private readonly double _interval;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Thread _thread;
    private volatile bool _stopped;

    public Pacer(PairTraffic traffic, int rate)
    {
        (_traffic, _interval) = (traffic, (double)Stopwatch.Frequency / rate);
        _thread = new Thread(Send) { IsBackground = true, Name = "pacer" };
    }

    /// <summary>By how much messages were sent later than due: the generator's own share in the latencies.</summary>
    public Latency Lateness { get; } = new();

    public void Start() => _thread.Start();

    public void Stop()
    {
        _stopped = true;
        _thread.Join();
    }

    private void Send()
    {
        SystemCalls.UsePreciseWaits();
        var pairs = _traffic.Pairs;
        for (var i = 0L; !_stopped; i++)
        {
            var due = _start + (long)(i * _interval);
            if (due >= _traffic.Measurement.End)
            {
                return;
            }

            SystemCalls.WaitUntil(due);
            if (due >= _traffic.Measurement.Start)
            {
                Lateness.RecordSince(due);
            }

            if (!pairs[(int)(i % pairs.Count)].TrySend(due))
            {
                _traffic.Failures.Add("The server is too far behind: it cannot keep this rate.");
                return;
            }
        }
    }
}
