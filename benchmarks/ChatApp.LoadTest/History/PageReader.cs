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

    public async Task MeasureAsync(
        Report report, string name, IReadOnlyList<string> paths, int pages, CancellationToken stop)
    {
        var (latency, start) = (new Latency(), Stopwatch.GetTimestamp());
        var bytes = await ReadAsync(paths, pages, latency, stop);
        var elapsed = Stopwatch.GetElapsedTime(start);
        report.Add($"{name}_distinct_pages", (long)paths.Count);
        report.Add($"{name}_pages_per_second", pages / elapsed.TotalSeconds);
        report.Add($"{name}_bytes_per_page", (double)bytes / pages, 0);
        report.Add(name, latency);
    }

    /// <summary>The sum of what the pages were long.</summary>
    public async Task<long> ReadAsync(IReadOnlyList<string> paths, int pages, Latency latency, CancellationToken stop)
    {
        var random = new Random(Seed);
        var requests = paths.Select(path => HttpRequest.Get(server, path, user.Token)).ToArray();
        var drawn = Enumerable.Range(0, pages).Select(_ => random.Next(requests.Length)).ToArray();
        var (bytes, next) = (0L, -1);
        await HttpLoop.RunAsync(server, connections, async (_, connection) =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < pages;)
            {
                var sent = Stopwatch.GetTimestamp();
                var answer = await connection.CallAsync(requests[drawn[i]], stop);
                latency.RecordSince(sent);
                Interlocked.Add(ref bytes, answer.BodyLength);
                if (answer.Status != 200)
                {
                    throw new LoadTestException($"{paths[drawn[i]]} was answered {answer.Status}.");
                }
            }
        }, stop);

        return bytes;
    }
}
