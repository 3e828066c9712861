namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// Commits a batch in two round trips: one locks and reads its rows, one writes and commits. If an earlier commit of
/// the batch has an unknown outcome, it is searched for under the locks first.
/// </summary>
/// <remarks>
/// A search is final. If the broken transaction holds its locks, the search waits for its end and sees its outcome. If
/// it has not reached its locks yet, it fails as soon as the batch decided under the locks of the search is committed.
/// One gap remains: if no search ends in time, the broken transaction may still be stored. Its callers got
/// <c>unavailable</c>, and a repeat with the <c>client_message_id</c> finds it.
/// </remarks>
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
