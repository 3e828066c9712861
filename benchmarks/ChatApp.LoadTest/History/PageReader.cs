using System.Diagnostics;
using ChatApp.LoadTest.Measuring;

namespace ChatApp.LoadTest.History;

/// <summary>Reads pages drawn at random from the known ones, over several connections at once.</summary>
internal sealed class PageReader(ReadingUser user, int connections)
{
    // A fixed seed: two runs over the same data read the same pages.
    private const int Seed = 1;

    public async Task MeasureAsync(Report report, string name, IReadOnlyList<string> paths, int pages, CancellationToken stop)
    {
        var random = new Random(Seed);
        var drawn = Enumerable.Range(0, pages).Select(_ => paths[random.Next(paths.Count)]).ToArray();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = connections, CancellationToken = stop };
        var (latency, bytes, start) = (new Latency(), 0L, Stopwatch.GetTimestamp());
        await Parallel.ForEachAsync(drawn, parallel, async (path, stopOne) =>
        {
            var sent = Stopwatch.GetTimestamp();
            Interlocked.Add(ref bytes, await user.Api.MeasureAsync(path, user.Token, stopOne));
            latency.RecordSince(sent);
        });

        var elapsed = Stopwatch.GetElapsedTime(start);
        report.Add($"{name}_distinct_pages", (long)paths.Count);
        report.Add($"{name}_pages_per_second", pages / elapsed.TotalSeconds);
        report.Add($"{name}_bytes_per_page", (double)bytes / pages, 0);
        report.Add(name, latency);
    }
}
