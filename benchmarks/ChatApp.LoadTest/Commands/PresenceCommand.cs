using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Measuring;
using ChatApp.LoadTest.Presence;
using ChatApp.LoadTest.Rest;
using ChatApp.LoadTest.Traffic;

namespace ChatApp.LoadTest.Commands;

/// <summary>What it costs that many connected users who know each other reconnect at a fixed rate.</summary>
internal static class PresenceCommand
{
    public static async Task<ExitCode> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var server = Loopback.Server(arguments.Required("url"));
        var count = arguments.Number("sockets", 10_000, 2, 25_000);
        var peers = Math.Min(count - 1, arguments.Number("peers", 10, 1, 1_000));
        var rate = arguments.Number("rate", 500, 1, 10_000);
        var away = TimeSpan.FromMilliseconds(arguments.Number("away-ms", 1_000, 0, 60_000));
        var settle = TimeSpan.FromSeconds(arguments.Number("settle", 10, 0, 300));
        var length = TimeSpan.FromSeconds(arguments.Number("seconds", 20, 1, 600));
        var parallel = arguments.Number("parallel", 64, 1, 1024);
        var (userFile, label, processes) =
            (arguments.Text("users"), arguments.Text("label"), new ProcessSet(arguments));
        arguments.RejectUnknown();

        using var api = new ChatApi(server, UserPool.Parallel);
        Console.Error.WriteLine($"Preparing {count} users...");
        var users = await new UserPool(api, userFile).TakeAsync(count, length + TimeSpan.FromMinutes(8), stop);
        await using var crowd = new PresenceCrowd(server, users);
        await crowd.IntroduceAsync(api, peers, stop);
        await crowd.ConnectAsync(parallel, stop);
        await Task.Delay(settle, stop);

        var usage = new UsageReport(processes);
        var before = crowd.Received;
        usage.Start();
        var reconnects = await crowd.ReconnectAsync(rate, away, length, stop);
        usage.Stop();

        var report = new Report("presence", label);
        report.Add("sockets", (long)count);
        report.Add("peers_each", (long)peers);
        report.Add("away_ms", (long)away.TotalMilliseconds);
        report.Add("reconnects_per_second", reconnects / length.TotalSeconds);
        report.Add("opening", crowd.Opening);
        report.Add("online_per_second", (crowd.Received.Online - before.Online) / length.TotalSeconds);
        report.Add("offline_per_second", (crowd.Received.Offline - before.Offline) / length.TotalSeconds);
        usage.AddTo(report, "reconnects", reconnects);
        return Verdict.Finish(report, crowd.Failures, reconnects > 0);
    }
}
