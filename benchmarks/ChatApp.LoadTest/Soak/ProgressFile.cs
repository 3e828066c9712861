using System.Globalization;

namespace ChatApp.LoadTest.Soak;

/// <summary>A table of counters, with a line for each second, for a program that reads along.</summary>
internal sealed class ProgressFile : IDisposable
{
    private readonly StreamWriter? _writer;

    public ProgressFile(string? path)
    {
        _writer = path is null ? null : new StreamWriter(path) { AutoFlush = true };
        _writer?.WriteLine("seconds,connected,messages,delivered,events,outages,failures");
    }

    public void Add(TimeSpan since, int connected, Tally tally) =>
        _writer?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{since.TotalSeconds:F1},{connected},{tally["messages"]},{tally["delivered"]},{tally["events"]},"
            + $"{tally.Outages},{tally.Failures.Count}"));

    public void Dispose() => _writer?.Dispose();
}
