using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Dialects;
using ChatApp.LoadTest.Measuring;
using ChatApp.LoadTest.Rest;
using ChatApp.LoadTest.Storm;
using ChatApp.LoadTest.Traffic;

namespace ChatApp.LoadTest.Commands;

/// <summary>
/// How long it takes until all have caught up who come back at once, as after a restart of the server.
/// </summary>
internal static class StormCommand
{
    /// <summary>After the last event that was due: time for one that was not to show itself.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly Dialect Dialect = new ChatAppDialect();

    public static async Task<ExitCode> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var server = Loopback.Server(arguments.Required("url"));
        var count = arguments.Number("sockets", 10_000, 1, 25_000);
        var each = arguments.Number("events", 20, 1, 1000);
        var senders = Math.Min(count, arguments.Number("senders", 50, 1, 1000));
        var parallel = arguments.Number("parallel", 256, 1, 4096);
        var bytes = arguments.Number("bytes", 64, 1, 4000);
        var (userFile, label, processes) =
            (arguments.Text("users"), arguments.Text("label"), new ProcessSet(arguments));
        arguments.RejectUnknown();

        using var api = new ChatApi(server, UserPool.Parallel);
        Console.Error.WriteLine($"Preparing {count + senders} users...");
        var users = await new UserPool(api, userFile).TakeAsync(count + senders, TimeSpan.FromMinutes(5), stop);
        await using var progress = new StormProgress(count, each);
        var away = await AwayUsers.PrepareAsync(api, Dialect, users.Take(count), progress, stop);
        Console.Error.WriteLine($"Sending {count * each} messages to who is away...");
        await Task.WhenAll(Enumerable.Range(0, senders).Select(i => AwayMessages.SendAsync(
            server, Dialect, users[count + i], [.. away.Where((_, j) => j % senders == i)], each, bytes,
            progress.Failures, stop)));

        Console.Error.WriteLine($"Reconnecting {count} sockets...");
        await using var reconnection = new Reconnection(server, progress);
        var usage = new UsageReport(processes);
        usage.Start();
        await reconnection.RunAsync(away, parallel, stop);
        usage.Stop();
        await Task.Delay(Quiet, stop);
        if (progress.Left > 0)
        {
            progress.Failures.Add($"{progress.Left} sockets have not got all their events");
        }

        var report = new Report("storm", label);
        report.Add("sockets", (long)count);
        report.Add("events_each", (long)each);
        report.Add("parallel", (long)parallel);
        report.Add("all_caught_up_ms", progress.CatchingUp.Milliseconds(100), 0);
        report.Add("caught_up", progress.CatchingUp);
        report.Add("opening", reconnection.Opening);
        usage.AddTo(report, "sockets", count);
        report.Add("events_received", away.Sum(user => user.Received));
        return Verdict.Finish(report, progress.Failures, progress.Left == 0);
    }
}
