using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Measuring;
using ChatApp.LoadTest.Rest;
using ChatApp.LoadTest.Traffic;

namespace ChatApp.LoadTest.Commands;

/// <summary>
/// Closed loop: how many messages a second the server commits and delivers when each sender waits for acknowledgements.
/// </summary>
internal static class ThroughputCommand
{
    public static async Task<ExitCode> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var options = TrafficOptions.From(arguments);
        var inFlight = arguments.Number("in-flight", 8, 1, 4096);
        arguments.RejectUnknown();

        using var api = new ChatApi(options.Server, UserPool.Parallel);
        await using var traffic = new PairTraffic(options, api);
        await traffic.StartAsync(inFlight, stop);
        await traffic.MeasureAsync(stop);
        await traffic.DrainAsync(stop);

        var report = new Report("throughput", options.Label);
        report.Add("pairs", (long)options.Pairs);
        report.Add("in_flight", (long)inFlight);
        report.Add("bytes", (long)options.ContentLength);
        return TrafficReport.Finish(report, traffic);
    }
}
