namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// Commits a batch in two round trips: one locks and reads its rows, one writes and commits. If an earlier commit of
/// the batch has an unknown outcome, it is searched for under the locks first.
/// </summary>
internal sealed class LockedCommit(IConversationDatabase database, RowCache cache)
{
    public async Task<WriteBatch> CommitAsync(CommitAttempt attempt)
    {
        var keys = QueuedWrite.KeysOf(attempt.Writes);
        cache.Forget(keys);
        var (rows, batch) = await CommitAsync(attempt, keys);
        if (rows is not null)
        {
            cache.Keep(rows, batch);
        }

        attempt.Succeeded();
        return batch;
    }

    /// <returns>The batch and its rows; the rows are null if an earlier commit was found.</returns>
    private async Task<(WriteRows? Rows, WriteBatch Batch)> CommitAsync(CommitAttempt attempt, WriteKeys keys)
    {
        await using var transaction = await database.BeginAsync(CancellationToken.None);
        var rows = await transaction.LockAsync(keys, CancellationToken.None);
        if (await attempt.FindStoredAsync(transaction) is { } stored)
        {
            await transaction.ConfirmAsync();
            return (null, stored);
        }

        var batch = attempt.Decide(rows);
        var changes = BatchChanges.Of(batch);
        if (changes.IsEmpty)
        {
            // The answers depend on data that a standby may not have yet.
            await transaction.ConfirmAsync();
        }
        else
        {
            await attempt.SendAsync(transaction, batch, changes);
        }

        return (rows, batch);
    }
}
