using ChatApp.Infrastructure.Diagnostics;

namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// Commits a batch in one round trip, decided on the rows in the cache of this node. The statements compare the values
/// that the decisions depend on. If these are stale or the database rejects the batch, nothing is written and it is
/// retried under locks.
/// </summary>
internal sealed partial class OptimisticCommit(
    IConversationDatabase database, RowCache cache, ChatMetrics metrics, ILogger<OptimisticCommit> logger)
{
    private readonly OptimisticBackoff _backoff = new();

    /// <returns>The stored batch; null if it has to be decided under locks.</returns>
    /// <exception cref="Exception">The database is out of reach, or the outcome is unknown.</exception>
    public async Task<WriteBatch?> TryAsync(CommitAttempt attempt)
    {
        if (!_backoff.IsDue())
        {
            return null;
        }

        var keys = QueuedWrite.KeysOf(attempt.Writes);
        var rows = cache.Find(keys);
        metrics.CacheRead("rows", rows is not null);
        if (rows is null)
        {
            return null;
        }

        try
        {
            return await CommitAsync(attempt, rows);
        }
        catch (Exception exception)
            when (attempt.Stage == CommitStage.OutcomeUnknown || DatabaseFailure.IsOutage(exception))
        {
            cache.Forget(keys);
            throw;
        }
        catch (Exception exception)
        {
            // A lasting error of the batch occurs again under locks.
            LogRefusal(logger, exception, attempt.Writes.Count);
            cache.Forget(keys);
            _backoff.Failed();
            return null;
        }
    }

    private async Task<WriteBatch?> CommitAsync(CommitAttempt attempt, WriteRows rows)
    {
        var batch = attempt.Decide(rows);
        if (batch.NeedsCurrentRows)
        {
            return null;
        }

        var changes = BatchChanges.Of(batch);
        if (!changes.IsEmpty)
        {
            await using (var transaction = await database.BeginAsync(CancellationToken.None))
            {
                await attempt.SendAsync(transaction, batch, changes);
            }

            _backoff.Succeeded();
        }

        cache.Keep(batch);
        attempt.Succeeded();
        return batch;
    }

    [LoggerMessage(114, LogLevel.Debug,
        "A batch of {Count} writes on cached rows was refused; deciding it again under locks")]
    private static partial void LogRefusal(ILogger logger, Exception exception, int count);
}
