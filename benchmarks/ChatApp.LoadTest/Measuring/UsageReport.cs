using System.Diagnostics;
using ChatApp.LoadTest.CommandLine;

namespace ChatApp.LoadTest.Measuring;

/// <summary>What the processes used between two readings.</summary>
internal sealed class UsageReport(ProcessSet processes)
{
    // A run that failed at once has no span to divide by.
    private const double ShortestSpan = 0.1;

    private IReadOnlyList<(string Name, ProcessUsage Usage)> _before = [];
    private IReadOnlyList<(string Name, ProcessUsage Usage)> _after = [];
    private long _start;
    private TimeSpan _elapsed;

    public void Start() => (_before, _start) = (processes.Read(), Stopwatch.GetTimestamp());

    /// <summary>
    /// Nothing is reported of processes that have ended meanwhile: the run has failed then, and its report says how.
    /// </summary>
    public void Stop()
    {
        _elapsed = Stopwatch.GetElapsedTime(_start);
        try
        {
            _after = processes.Read();
        }
        catch (LoadTestException e)
        {
            Console.Error.WriteLine(e.Message);
        }
    }

    /// <summary>
    /// Cores used on average, processor milliseconds for a thousand of what was done, and memory at the end.
    /// </summary>
    public void AddTo(Report report, string unit, long done)
    {
        foreach (var ((name, before), (_, after)) in _before.Zip(_after))
        {
            var seconds = after.ProcessorSeconds - before.ProcessorSeconds;
            report.Add($"{name}_cores", seconds / Math.Max(_elapsed.TotalSeconds, ShortestSpan), 4);
            if (done > 0)
            {
                report.Add($"{name}_ms_per_1000_{unit}", seconds * 1_000_000 / done);
            }

            report.Add($"{name}_memory_mib", after.ResidentBytes / 1048576.0);
        }
    }
}
