using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Dialects;
using ChatApp.LoadTest.Measuring;

namespace ChatApp.LoadTest.Traffic;

/// <summary>What <c>throughput</c> and <c>latency</c> have in common.</summary>
internal sealed record TrafficOptions(
    ServerAddress Server,
    ServerAddress SecondServer,
    Dialect Dialect,
    int Pairs,
    int ContentLength,
    TimeSpan Warmup,
    TimeSpan Length,
    string? UserFile,
    string? Label,
    ProcessSet Processes)
{
    public static TrafficOptions From(Arguments arguments)
    {
        var url = arguments.Required("url");
        return new TrafficOptions(
            Loopback.Server(url),
            Loopback.Server(arguments.Text("second-url", url)),
            Dialect.From(arguments),
            arguments.Number("pairs", 50, 1, 5000),
            arguments.Number("bytes", 64, 1, 4000),
            TimeSpan.FromSeconds(arguments.Number("warmup", 3, 0, 120)),
            TimeSpan.FromSeconds(arguments.Number("seconds", 10, 1, 600)),
            arguments.Text("users"),
            arguments.Text("label"),
            new ProcessSet(arguments));
    }
}
