using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.History;
using ChatApp.LoadTest.Measuring;
using ChatApp.LoadTest.Rest;

namespace ChatApp.LoadTest.Commands;

/// <summary>How long pages take at any depth: of one conversation, of the list of conversations, of the event stream.</summary>
internal static class HistoryCommand
{
    public static async Task<ExitCode> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var server = Loopback.Server(arguments.Required("url"));
        var (username, password, peer) = (arguments.Required("user"), arguments.Required("password"), arguments.RequiredId("peer"));
        var pages = arguments.Number("pages", 200, 1, 1_000_000);
        var connections = arguments.Number("connections", 16, 1, 256);
        var longestWalk = arguments.Number("walk", 500, 1, 100_000);
        var syncMessages = arguments.Number("sync-messages", 2000, 0, 100_000);
        var (label, usage) = (arguments.Text("label"), new UsageReport(new ProcessSet(arguments)));
        arguments.RejectUnknown();

        using var api = new ChatApi(server, connections);
        var login = await api.LoginAsync(username, password, stop);
        var user = new ReadingUser(api, login.AccessToken, peer);
        var (walk, reader) = (new PageWalk(user, longestWalk), new PageReader(user, connections));

        Console.Error.WriteLine("Walking over pages...");
        var history = await walk.HistoryAsync(stop);
        var conversations = await walk.ConversationsAsync(stop);
        var sync = syncMessages > 0 ? await walk.SyncAsync(syncMessages, connections, stop) : [];

        var report = new Report("history", label);
        report.Add("connections", (long)connections);
        report.Add("pages", (long)pages);
        usage.Start();
        await reader.MeasureAsync(report, "history", history, pages, stop);
        await reader.MeasureAsync(report, "conversations", conversations, pages, stop);
        if (sync.Count > 0)
        {
            await reader.MeasureAsync(report, "sync", sync, pages, stop);
        }

        usage.Stop();
        usage.AddTo(report, "pages", pages * (sync.Count > 0 ? 3 : 2));
        report.Print();
        return ExitCode.Passed;
    }
}
