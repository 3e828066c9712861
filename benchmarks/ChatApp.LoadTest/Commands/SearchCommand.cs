using System.Diagnostics;
using System.Net;
using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.History;
using ChatApp.LoadTest.Measuring;
using ChatApp.LoadTest.Rest;

namespace ChatApp.LoadTest.Commands;

/// <summary>
/// How long searches take over all messages of a seeded user: frequent words, starts of words, and words that no
/// message has, for which the whole index is read.
/// </summary>
internal static class SearchCommand
{
    private static readonly (string Name, string[] Words)[] Kinds =
    [
        ("frequent", ["harbour", "islands", "lamp", "warm", "ferry"]),
        ("two_words", ["old harbour", "drink tomorrow", "the over", "maps lamp", "seven harb"]),
        ("start", ["t", "h", "is", "w", "la"]),
        ("frequent_and_unknown", ["the xylophone", "xylophone harbour", "islands at xylo"]),
        ("unknown", ["xylophone", "quartz", "東京"]),
    ];

    public static async Task<ExitCode> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var server = Loopback.Server(arguments.Required("url"));
        var (username, password) = (arguments.Required("user"), arguments.Required("password"));
        var peer = arguments.RequiredId("peer");
        var searches = arguments.Number("searches", 500, 1, 1_000_000);
        var connections = arguments.Number("connections", 1, 1, 256);
        var (label, usage) = (arguments.Text("label"), new UsageReport(new ProcessSet(arguments)));
        arguments.RejectUnknown();

        using var api = new ChatApi(server, connections);
        var login = await api.LoginAsync(username, password, stop);
        var user = new ReadingUser(api, login.AccessToken, peer);
        var report = new Report("search", label);
        report.Add("seconds_until_indexed", await WaitForIndexAsync(user, stop));
        report.Add("connections", (long)connections);
        var deep = await FindOlderAsync(user, stop);
        var reader = new PageReader(server, user, connections);
        usage.Start();
        foreach (var (name, words) in Kinds)
        {
            await MeasureAsync(name, [.. words.Select(word => ReadingUser.SearchPath(word))]);
        }

        await MeasureAsync("with_peer", [.. Kinds[0].Words.Select(word => ReadingUser.SearchPath(word, peer))]);
        await MeasureAsync(
            "older", [.. Kinds[0].Words.Select(word => ReadingUser.SearchPath(word, before: deep))]);
        usage.Stop();
        usage.AddTo(report, "searches", (long)searches * (Kinds.Length + 2));
        report.Add("passed", true);
        report.Print();
        return ExitCode.Passed;

        async Task MeasureAsync(string name, IReadOnlyList<string> paths)
        {
            await reader.ReadAsync(paths, 20, new Latency(), stop);
            await reader.MeasureAsync(report, name, paths, searches, stop);
        }
    }

    private static async Task<string?> FindOlderAsync(ReadingUser user, CancellationToken stop)
    {
        string? before = null;
        for (var pages = 0; pages < 50; pages++)
        {
            var path = user.HistoryPath(ReadingUser.LongestPage, before);
            var page = await user.Api.GetAsync<MessageAnswer[]>(path, user.Token, stop);
            if (page.Length < ReadingUser.LongestPage)
            {
                break;
            }

            before = page[^1].Id.ToString();
        }

        return before;
    }

    // A search over a history that is not in the index yet first takes some of it in, and then asks to try again.
    private static async Task<double> WaitForIndexAsync(ReadingUser user, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await user.Api.GetAsync<MessageAnswer[]>(ReadingUser.SearchPath("harbour"), user.Token, stop);
                return Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
            catch (ApiException exception) when (exception.Status == HttpStatusCode.ServiceUnavailable)
            {
                Console.Error.WriteLine($"Indexing for {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s...");
            }
        }
    }
}
