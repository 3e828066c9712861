using System.Diagnostics;
using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Measuring;
using ChatApp.LoadTest.Soak;
using ChatApp.LoadTest.Traffic;

namespace ChatApp.LoadTest.Commands;

/// <summary>All that users do, for a long time, through faults: everything is checked, nothing is hurried.</summary>
internal static class SoakCommand
{
    public static async Task<ExitCode> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var options = SoakOptions.From(arguments);
        arguments.RejectUnknown();

        await using var tally = new Tally();
        using var nodes = new Nodes(options, tally);
        using var progress = new ProgressFile(options.Progress);
        var retries = new Retries();
        await using var crowd = new SoakCrowd(options, nodes, tally, retries);
        await crowd.PrepareAsync(stop);
        Console.Error.WriteLine("Connecting...");
        await crowd.ConnectAsync(stop);
        Console.Error.WriteLine("Talking...");
        var start = Stopwatch.GetTimestamp();
        await new SoakTraffic(crowd, nodes, tally, retries, options.Seed)
            .RunAsync(options.Rate, options.Length, progress, stop);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.Error.WriteLine("Waiting for what is under way...");
        await crowd.DrainAsync(stop);
        Console.Error.WriteLine("Leaving...");
        await crowd.LeaveAsync();

        var report = new Report("soak", options.Label);
        report.Add("sockets", crowd.Devices.LongCount());
        report.Add("peers_each", (long)options.Peers);
        report.Add("actions_per_second", (long)options.Rate);
        report.Add("seconds", seconds, 0);
        report.Add("messages_per_second", tally["messages"] / seconds);
        report.Add("acknowledgement", tally.Acknowledgement);
        report.Add("delivery", tally.Delivery);
        tally.AddTo(report);
        return Verdict.Finish(report, tally.Failures, tally["delivered"] > 0);
    }
}
