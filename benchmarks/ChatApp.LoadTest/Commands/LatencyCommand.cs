using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Measuring;
using ChatApp.LoadTest.Rest;
using ChatApp.LoadTest.Traffic;

namespace ChatApp.LoadTest.Commands;

/// <summary>Open loop: how long messages take at a given rate, whatever the server does.</summary>
internal static class LatencyCommand
{
    public static async Task<ExitCode> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var options = TrafficOptions.From(arguments);
        var rate = arguments.Number("rate", 300, 1, 200_000);
        arguments.RejectUnknown();

        using var api = new ChatApi(options.Server, UserPool.Parallel);
        await using var traffic = new PairTraffic(options, api);
        await traffic.StartAsync(inFlight: 0, stop);
        var pacer = new Pacer(traffic, rate);
        pacer.Start();
        try
        {
            await traffic.MeasureAsync(stop);
        }
        finally
        {
            pacer.Stop();
        }

        await traffic.DrainAsync(stop);

        var report = new Report("latency", options.Label);
        report.Add("pairs", (long)options.Pairs);
        report.Add("rate", (long)rate);
        report.Add("bytes", (long)options.ContentLength);
        report.Add("sending_late_p50_ms", pacer.Lateness.Milliseconds(50), 3);
        report.Add("sending_late_p99_ms", pacer.Lateness.Milliseconds(99), 3);
        return TrafficReport.Finish(report, traffic);
    }
}
