using ChatApp.Application.Writing;

namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// Commits a batch in one round trip, decided on the rows as this node remembers them. The statements compare what the
/// decisions rest on; if the database has it otherwise, nothing is written. For the batch writer's loop alone.
/// </summary>
internal sealed partial class OptimisticCommit(
    IConversationDatabase database, RowCache cache, ILogger<OptimisticCommit> logger)
{
    private readonly OptimisticBackoff _backoff = new();

    /// <returns>
    /// The batch that is stored; null when it was not tried, or is refused and has to be tried under locks.
    /// </returns>
    /// <exception cref="Exception">The database is out of reach, or the outcome is unknown.</exception>
    public async Task<WriteBatch?> TryAsync(CommitAttempt attempt)
    {
        if (!_backoff.IsDue())
        {
            return null;
        }

        var keys = QueuedWrite.KeysOf(attempt.Writes);
        if (cache.Find(keys) is not { } rows)
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
#pragma warning disable CA1031 // Whatever is wrong with the batch shows again under locks if it is there to stay.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogRefusal(logger, exception, attempt.Writes.Count);
            cache.Forget(keys);
            _backoff.Failed();
            return null;
        }
    }

    private async Task<WriteBatch> CommitAsync(CommitAttempt attempt, WriteRows rows)
    {
        var batch = attempt.Decide(rows);
        var changes = BatchChanges.Of(batch);
        if (!changes.IsEmpty)
        {
            await using (var transaction = await database.BeginAsync(CancellationToken.None))
            {
                await attempt.CommitAsync(transaction, batch, changes);
            }

            _backoff.Succeeded();
        }

        cache.Keep(batch);
        attempt.Succeeded();
        return batch;
    }

    [LoggerMessage(EventId = 114, Level = LogLevel.Debug,
        Message = "A batch of {Count} writes on remembered rows was refused and is decided again under locks")]
    private static partial void LogRefusal(ILogger logger, Exception exception, int count);
}
