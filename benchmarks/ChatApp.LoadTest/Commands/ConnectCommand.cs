using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Connecting;
using ChatApp.LoadTest.Dialects;
using ChatApp.LoadTest.Measuring;
using ChatApp.LoadTest.Rest;
using ChatApp.LoadTest.Traffic;

namespace ChatApp.LoadTest.Commands;

/// <summary>Closed loop: how many authenticated sockets a second the server opens.</summary>
internal static class ConnectCommand
{
    public static async Task<ExitCode> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var (server, dialect) = (Loopback.Server(arguments.Required("url")), Dialect.From(arguments));
        var parallel = arguments.Number("parallel", 32, 1, 1024);
        var distinct = arguments.Number("distinct", 1000, 1, 25_000);
        var warmup = TimeSpan.FromSeconds(arguments.Number("warmup", 2, 0, 120));
        var length = TimeSpan.FromSeconds(arguments.Number("seconds", 5, 1, 600));
        var (userFile, label, processes) =
            (arguments.Text("users"), arguments.Text("label"), new ProcessSet(arguments));
        arguments.RejectUnknown();

        using var api = new ChatApi(server, UserPool.Parallel);
        Console.Error.WriteLine($"Preparing {distinct} users...");
        var users = await new UserPool(api, userFile).TakeAsync(
            distinct, warmup + length + TimeSpan.FromMinutes(1), stop);

        await using var failures = new Failures();
        var (measurement, usage) = (new Measurement(warmup, length), new UsageReport(processes));
        var connecting = new Connector(server, dialect, users, failures).RunAsync(parallel, measurement, stop);
        await Task.WhenAny(connecting, Task.Delay(warmup, stop));
        usage.Start();
        await connecting;
        usage.Stop();

        var report = new Report("connect", label);
        report.Add("parallel", (long)parallel);
        report.Add("distinct_users", (long)distinct);
        report.Add("seconds", length.TotalSeconds, 0);
        report.Add("connects_per_second", measurement.Delivered / length.TotalSeconds);
        report.Add("slowest_second", measurement.SlowestSecond);
        report.Add("opening", measurement.Delivery);
        usage.AddTo(report, "sockets", measurement.Delivered);
        return Verdict.Finish(report, failures, measurement.Delivered > 0);
    }
}
