using ChatApp.Infrastructure.Diagnostics;

namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// Stores a batch: on cached rows if possible, otherwise under locks. If the connection breaks during the commit, its
/// outcome is searched for. Used only by the batch writer's loop.
/// </summary>
internal sealed class BatchCommitter(
    OptimisticCommit optimistic, LockedCommit locked, OutcomeSearch search, ChatMetrics metrics, TimeProvider time)
{
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
        try
        {
            return await optimistic.TryAsync(attempt) ?? await locked.CommitAsync(attempt);
        }
        catch (Exception exception) when (attempt.Stage == CommitStage.OutcomeUnknown)
        {
            return await search.FindOrCommitAsync(attempt, begin, exception);
        }
    }
}
