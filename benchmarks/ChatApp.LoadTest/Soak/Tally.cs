using System.Collections.Concurrent;
using System.Diagnostics;
using ChatApp.LoadTest.Measuring;
using ChatApp.LoadTest.Traffic;

namespace ChatApp.LoadTest.Soak;

/// <summary>What a run has counted so far. Any thread may count.</summary>
internal sealed class Tally : IAsyncDisposable
{
    private const int MostPrinted = 200;

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _outages = new(StringComparer.Ordinal);

    /// <summary>What no fault excuses.</summary>
    public Failures Failures { get; } = new();

    /// <summary>From the first sending of a message until a device of its sender has its event.</summary>
    public Latency Acknowledgement { get; } = new();

    /// <summary>From the first sending of a message until a device of its recipient has its event.</summary>
    public Latency Delivery { get; } = new();

    /// <summary>How many refusals and time-outs there were that only a fault of database or Redis excuses.</summary>
    public long Outages => _outages.Values.Sum();

    public long this[string name] => _counts.GetValueOrDefault(name);

    /// <summary>Also says so at once, because a long run goes on.</summary>
    public void Fail(string failure)
    {
        Failures.Add(failure);
        if (Failures.Count <= MostPrinted)
        {
            Console.Error.WriteLine($"{Stopwatch.GetElapsedTime(_start).TotalSeconds:F0} s: {failure}");
        }
    }

    public void Count(string name) => _counts.AddOrUpdate(name, 1, (_, count) => count + 1);

    /// <summary>Whoever knows when there was a fault has to judge this one.</summary>
    public void CountOutage(string kind) => _outages.AddOrUpdate(kind, 1, (_, count) => count + 1);

    public void AddTo(Report report)
    {
        foreach (var (name, count) in _counts.Concat(_outages).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            report.Add(name, count);
        }
    }

    public ValueTask DisposeAsync() => Failures.DisposeAsync();
}
