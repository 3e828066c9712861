using System.Diagnostics;
using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Http;
using ChatApp.LoadTest.Measuring;

namespace ChatApp.LoadTest.History;

/// <summary>Reads pages drawn at random from the known ones, over several connections at once.</summary>
internal sealed class PageReader(ServerAddress server, ReadingUser user, int connections)
{
    // A fixed seed: two runs over the same data read the same pages.
    private const int Seed = 1;

    public async Task MeasureAsync(Report report, string name, IReadOnlyList<string> paths, int pages, CancellationToken stop)
    {
        var random = new Random(Seed);
        var requests = paths.Select(path => HttpRequest.Get(server, path, user.Token)).ToArray();
        var drawn = Enumerable.Range(0, pages).Select(_ => requests[random.Next(paths.Count)]).ToArray();
        var (latency, bytes, next, start) = (new Latency(), 0L, -1, Stopwatch.GetTimestamp());
        await HttpLoop.RunAsync(server, connections, async (_, connection) =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < pages;)
            {
                var sent = Stopwatch.GetTimestamp();
                var answer = await connection.CallAsync(drawn[i], stop);
                latency.RecordSince(sent);
                Interlocked.Add(ref bytes, answer.BodyLength);
                if (answer.Status != 200)
                {
                    throw new LoadTestException($"A page of {name} was answered {answer.Status}.");
                }
            }
        }, stop);

        var elapsed = Stopwatch.GetElapsedTime(start);
        report.Add($"{name}_distinct_pages", (long)paths.Count);
        report.Add($"{name}_pages_per_second", pages / elapsed.TotalSeconds);
        report.Add($"{name}_bytes_per_page", (double)bytes / pages, 0);
        report.Add(name, latency);
    }
}
