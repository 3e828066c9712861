using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Http;
using ChatApp.LoadTest.Measuring;
using ChatApp.LoadTest.Rest;
using ChatApp.LoadTest.Sending;
using ChatApp.LoadTest.Traffic;

namespace ChatApp.LoadTest.Commands;

/// <summary>
/// Closed loop: how many messages a second the server takes over REST, each connection with a conversation of its own.
/// </summary>
internal static class SendCommand
{
    public static async Task<ExitCode> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var options = TrafficOptions.From(arguments);
        var connections = arguments.Number("connections", 16, 1, 1024);
        arguments.RejectUnknown();

        using var api = new ChatApi(options.Server, UserPool.Parallel);
        Console.Error.WriteLine($"Preparing {2 * connections} users...");
        var users = await new UserPool(api, options.UserFile).TakeAsync(2 * connections, TimeSpan.FromMinutes(5), stop);
        var senders = Enumerable.Range(0, connections)
            .Select(
                i => new RestSender(options.Server, users[2 * i], users[(2 * i) + 1], options.ContentLength)).ToArray();
        await Task.WhenAll(senders.Select(sender => sender.PrepareAsync(api, stop)));

        await using var failures = new Failures();
        var (measurement, usage) =
            (new Measurement(options.Warmup, options.Length), new UsageReport(options.Processes));
        var sending = HttpLoop.RunAsync(
            options.Server,
            connections,
            (i, connection) => senders[i].SendAsync(connection, measurement, failures, stop),
            stop);
        await Task.WhenAny(sending, Task.Delay(options.Warmup, stop));
        usage.Start();
        await sending;
        usage.Stop();
        await Task.WhenAll(
            senders.Select(
                sender => sender.CheckStoredAsync(api, options.Dialect.CountsConversations, failures, stop)));

        var report = new Report("send", options.Label);
        report.Add("connections", (long)connections);
        report.Add("bytes", (long)options.ContentLength);
        report.Add("seconds", measurement.Length.TotalSeconds, 0);
        report.Add("messages_per_second", measurement.Delivered / measurement.Length.TotalSeconds);
        report.Add("slowest_second", measurement.SlowestSecond);
        report.Add("answer", measurement.Delivery);
        usage.AddTo(report, "messages", measurement.Delivered);
        report.Add("sent", senders.Sum(sender => sender.Sent));
        return Verdict.Finish(report, failures, measurement.Delivered > 0);
    }
}
