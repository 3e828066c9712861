using ChatApp.Infrastructure.Diagnostics;

namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// Stores a batch: on cached rows if possible, otherwise under locks. If the connection breaks during the commit, it
/// searches for the outcome under locks. Used only by the batch writer's loop.
/// </summary>
internal sealed partial class BatchCommitter(
    OptimisticCommit optimistic, LockedCommit locked, ChatMetrics metrics, TimeProvider time,
    ILogger<BatchCommitter> logger)
{
    // Within this time a search may start; then the callers get unavailable. A round trip takes at most four seconds.
    internal static readonly TimeSpan MaxDoubt = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    /// <exception cref="TimeoutException">The writes may or may not be stored.</exception>
    public async Task<WriteBatch> CommitAsync(List<QueuedWrite> writes)
    {
        var begin = time.GetTimestamp();
        try
        {
            return await CommitAsync(writes, begin);
        }
        finally
        {
            metrics.BatchCommitted(time.GetElapsedTime(begin));
        }
    }

    private async Task<WriteBatch> CommitAsync(List<QueuedWrite> writes, long begin)
    {
        var attempt = new CommitAttempt(writes, time);
        Exception cause;
        try
        {
            return await optimistic.TryAsync(attempt) ?? await locked.CommitAsync(attempt);
        }
        catch (Exception exception) when (attempt.Stage == CommitStage.OutcomeUnknown)
        {
            LogDoubt(logger, exception, writes.Count);
            cause = exception;
        }

        while (time.GetElapsedTime(begin) < MaxDoubt)
        {
            try
            {
                return await locked.CommitAsync(attempt);
            }
            catch (Exception exception) when (attempt.Stage == CommitStage.OutcomeUnknown)
            {
                cause = exception;
                await Task.Delay(LookInterval, time, CancellationToken.None);
            }
        }

        throw new TimeoutException("The outcome of a commit could not be found in time.", cause);
    }

    [LoggerMessage(113, LogLevel.Warning,
        "The connection broke during a commit of {Count} writes; searching for its outcome")]
    private static partial void LogDoubt(ILogger logger, Exception exception, int count);
}
