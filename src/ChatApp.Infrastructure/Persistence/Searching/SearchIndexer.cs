using ChatApp.Infrastructure.Diagnostics;

namespace ChatApp.Infrastructure.Persistence.Searching;

/// <summary>
/// Keeps the search index up, politely: searches do not wait for it. Every node runs it and goes around all streams; of
/// two nodes at the same stream one commits.
/// </summary>
internal sealed partial class SearchIndexer(
    SearchIndex index, DatabaseState database, ChatMetrics metrics, TimeProvider time, ILogger<SearchIndexer> logger)
    : BackgroundService
{
    private const int StreamsAtOnce = 50;

    // A thousand rows of two small tables, about 2 ms.
    private const int StreamsPerLook = 1_000;

    // Pauses, in units of the time that the work before took. While the node takes many writes, the indexer works for
    // one fortieth of the time.
    private const int PauseWhenBusy = 40;
    private const int PauseWhenQuiet = 1;
    private const int PauseAfterLook = 20;
    private const double BusyWritesPerSecond = 200;

    private static readonly TimeSpan MinRound = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private bool _isFailing;
    private (long Writes, long At) _last;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await Task.Delay(await TryRoundAsync(stoppingToken) ? MinRound : RetryAfter, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops. Another node goes on, or this one at its next start.
        }
    }

    /// <summary>Goes around all streams once.</summary>
    internal async Task RoundAsync(CancellationToken cancellationToken)
    {
        for (Guid? after = Guid.Empty; after is { } last;)
        {
            var start = time.GetTimestamp();
            (var tails, after) = await index.FindTailsAsync(last, StreamsPerLook, cancellationToken);
            await PauseAsync(start, PauseAfterLook, cancellationToken);
            await IndexAsync(tails, cancellationToken);
        }
    }

    private async Task<bool> TryRoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (database.IsOpen)
            {
                await RoundAsync(cancellationToken);
            }

            _isFailing = false;
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // No caller waits for the result, so only the first failure in a row is logged.
            if (!_isFailing)
            {
                _isFailing = true;
                LogFailure(logger, exception);
            }

            return false;
        }
    }

    // Streams take turns, so that a long one does not hold up the others.
    private async Task IndexAsync(IEnumerable<UnindexedTail> tails, CancellationToken cancellationToken)
    {
        var turns = new Queue<UnindexedTail>(tails);
        while (turns.Count > 0)
        {
            var start = time.GetTimestamp();
            var batch = new List<UnindexedTail>();
            while (batch.Count < StreamsAtOnce && turns.TryDequeue(out var tail))
            {
                batch.Add(tail);
            }

            var count = Math.Max(1, index.BatchSize / batch.Count);
            var isStored = await index.IndexAsync(batch.ConvertAll(tail => tail.UserId), count, cancellationToken);
            foreach (var tail in batch.Where(tail => isStored && tail.Length > count))
            {
                turns.Enqueue(tail with { Indexed = tail.Indexed + count });
            }

            await PauseAsync(start, IsBusy() ? PauseWhenBusy : PauseWhenQuiet, cancellationToken);
        }
    }

    private bool IsBusy()
    {
        var now = (metrics.WritesTaken, time.GetTimestamp());
        var (writes, elapsed) = (now.WritesTaken - _last.Writes, time.GetElapsedTime(_last.At, now.Item2));
        _last = now;
        return writes > BusyWritesPerSecond * elapsed.TotalSeconds;
    }

    private async Task PauseAsync(long start, int factor, CancellationToken cancellationToken)
    {
        var pause = time.GetElapsedTime(start) * factor;
        await Task.Delay(pause < MaxPause ? pause : MaxPause, time, cancellationToken);
    }

    [LoggerMessage(163, LogLevel.Warning, "The search index cannot be kept up; trying again in 5 seconds")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
