using System.Diagnostics.Metrics;

namespace ChatApp.Application.Common;

/// <summary>The meter of all the server's own metrics.</summary>
public static class ChatMeter
{
    /// <summary>The meter's name, which operators use in their settings.</summary>
    public const string Name = "ChatApp";

    /// <summary>Limits of histogram buckets for durations in seconds: from half a millisecond to ten seconds.</summary>
    public static InstrumentAdvice<double> Durations { get; } = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
    };
}
