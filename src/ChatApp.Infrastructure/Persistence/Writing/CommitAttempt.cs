namespace ChatApp.Infrastructure.Persistence.Writing;

internal enum CommitStage
{
    NotBegun,

    /// <summary>A commit has started, and its outcome is unknown.</summary>
    OutcomeUnknown,

    Refused,

    Stored,
}

/// <summary>
/// The attempts to commit one batch, until a commit is stored or refused for a reason in the batch. While an outcome is
/// unknown, nothing is sent before a search for it.
/// </summary>
internal sealed class CommitAttempt(IReadOnlyList<QueuedWrite> writes, TimeProvider time)
{
    // Commits that may be stored. There are several if a commit after a search broke too. Any one may arrive late, but
    // only one.
    private readonly List<(WriteBatch Batch, EventRow? Proof)> _sent = [];

    public IReadOnlyList<QueuedWrite> Writes => writes;

    public CommitStage Stage { get; private set; }

    public WriteBatch Decide(WriteRows rows)
    {
        var batch = new WriteBatch(rows, time, writes.Count);
        foreach (var write in writes)
        {
            var before = batch.Events.Count;
            write.Decide(batch);
            write.EventCount = batch.Events.Count - before;
        }

        return batch;
    }

    /// <summary>Commits a decided batch. Any failure before <see cref="Succeeded"/> leads to a search.</summary>
    public async Task SendAsync(IConversationTransaction transaction, WriteBatch batch, BatchChanges changes)
    {
        _sent.Add((batch, changes.Proof));
        Stage = CommitStage.OutcomeUnknown;
        try
        {
            await transaction.CommitAsync(changes);
        }
        catch (Exception exception) when (!DatabaseFailure.LeavesOutcomeOpen(exception))
        {
            // An earlier commit may still be stored, so the batch is not tried anew before that is found out.
            _sent.RemoveAt(_sent.Count - 1);
            Stage = _sent.Count == 0 ? CommitStage.Refused : CommitStage.OutcomeUnknown;
            throw;
        }
    }

    /// <summary>Records that the last commit is stored and its transaction is closed.</summary>
    public void Succeeded() => Stage = CommitStage.Stored;

    /// <summary>Searches under the locks for a commit of unknown outcome; null if none is stored.</summary>
    /// <exception cref="TimeoutException">The stored commit is not the last, whose answers the writes have.</exception>
    public async Task<WriteBatch?> FindStoredAsync(IConversationTransaction transaction)
    {
        if (Stage != CommitStage.OutcomeUnknown)
        {
            return null;
        }

        foreach (var sent in _sent.AsEnumerable().Reverse())
        {
            if (sent.Proof is null || !await transaction.IsStoredAsync(sent.Proof, CancellationToken.None))
            {
                continue;
            }

            if (sent == _sent[^1])
            {
                return sent.Batch;
            }

            Stage = CommitStage.Stored;
            throw new TimeoutException("A commit was stored after the search for it.");
        }

        return null;
    }
}
