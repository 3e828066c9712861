using ChatApp.Application.Writing;

namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// Commits a batch in two round trips: one locks its rows and reads them, one writes and commits. If an earlier commit
/// of the batch has an unknown outcome, it is looked for under the locks first. For the batch writer's loop alone.
/// </summary>
/// <remarks>
/// A look is final. Either the broken transaction holds its locks until it ends, so whoever gets them sees its outcome.
/// Or it has not got as far as its locks: then it is void once the batch that was decided under the look's locks is
/// committed. (One gap is left: if that batch is refused in its turn and not sent again, the broken one may still
/// arrive. Its callers were told of a failure, and a repeat with its <c>client_message_id</c> finds it.)
/// </remarks>
internal sealed class LockedCommit(IConversationDatabase database, RowCache cache)
{
    /// <returns>The batch that is stored.</returns>
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

    /// <returns>The batch, and the rows that it was decided on; null when an earlier commit was found.</returns>
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
            // The answers rest on what was read, which may still be on its way to a standby.
            await transaction.ConfirmAsync();
        }
        else
        {
            await attempt.CommitAsync(transaction, batch, changes);
        }

        return (rows, batch);
    }
}
