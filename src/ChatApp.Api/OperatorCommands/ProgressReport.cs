using System.Diagnostics;

namespace ChatApp.Api.OperatorCommands;

/// <summary>
/// Writes lines about long work to the errors, at most one in two seconds: short work says nothing. Not thread-safe.
/// </summary>
internal sealed class ProgressReport<T>(TextWriter errors, Func<T, string> describe) : IProgress<T>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private long _written = Stopwatch.GetTimestamp();

    /// <summary>What was reported last.</summary>
    public T? Last { get; private set; }

    public void Report(T value)
    {
        Last = value;
        if (Stopwatch.GetElapsedTime(_written) >= Interval)
        {
            _written = Stopwatch.GetTimestamp();
            errors.WriteLine(describe(value));
        }
    }
}
