using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.History;
using ChatApp.LoadTest.Measuring;
using ChatApp.LoadTest.Rest;

namespace ChatApp.LoadTest.Commands;

/// <summary>
/// How long pages take at any depth: of one conversation, of the list of conversations, of the event stream.
/// </summary>
internal static class HistoryCommand
{
    public static async Task<ExitCode> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var server = Loopback.Server(arguments.Required("url"));
        var reading = ReadingOptions.From(arguments);
        var pages = arguments.Number("pages", 200, 1, 1_000_000);
        var warmup = arguments.Number("warmup-pages", 0, 0, 1_000_000);
        var connections = arguments.Number("connections", 16, 1, 256);
        var longestWalk = arguments.Number("walk", 500, 1, 100_000);
        var syncMessages = arguments.Number("sync-messages", 2000, 0, 100_000);
        var onlyHistory = arguments.Choice("only", "history") is not null;
        var (label, usage) = (arguments.Text("label"), new UsageReport(new ProcessSet(arguments)));
        arguments.RejectUnknown();

        using var api = new ChatApi(server, connections);
        var user = await reading.UserAsync(server, api, connections, stop);
        var (walk, reader) = (new PageWalk(user, longestWalk), new PageReader(server, user, connections));

        Console.Error.WriteLine("Walking over pages...");
        var parts = new List<(string Name, IReadOnlyList<string> Paths)> { ("history", await walk.HistoryAsync(stop)) };
        if (!onlyHistory)
        {
            parts.Add(("conversations", await walk.ConversationsAsync(stop)));
            parts.Add(("sync", syncMessages > 0 ? await walk.SyncAsync(syncMessages, connections, stop) : []));
        }

        foreach (var (_, paths) in parts.Where(part => part.Paths.Count > 0))
        {
            await reader.ReadAsync(paths, warmup, new Latency(), stop);
        }

        var report = new Report("history", label);
        report.Add("connections", (long)connections);
        report.Add("pages", (long)pages);
        usage.Start();
        foreach (var (name, paths) in parts.Where(part => part.Paths.Count > 0))
        {
            await reader.MeasureAsync(report, name, paths, pages, stop);
        }

        usage.Stop();
        usage.AddTo(report, "pages", (long)pages * parts.Count(part => part.Paths.Count > 0));
        report.Add("passed", true);
        report.Print();
        return ExitCode.Passed;
    }
}
