namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>What is known about the last commit of a batch.</summary>
internal enum CommitStage
{
    /// <summary>No commit has started.</summary>
    NotBegun,

    /// <summary>A commit has started, and its outcome is unknown.</summary>
    OutcomeUnknown,

    /// <summary>The commit is not stored.</summary>
    Refused,

    /// <summary>The commit is stored.</summary>
    Stored,
}

/// <summary>
/// The attempts to commit one batch. It is decided and sent again until one commit is stored, or is refused for a
/// reason in the batch. While an outcome is unknown, nothing is sent before a search for it.
/// </summary>
/// <param name="writes">The writes of the batch.</param>
/// <param name="time">The clock of this node.</param>
internal sealed class CommitAttempt(IReadOnlyList<QueuedWrite> writes, TimeProvider time)
{
    // Commits that may be stored. There are several if a commit after a search broke too. Any one may arrive late, but
    // only one.
    private readonly List<(WriteBatch Batch, EventRow? Proof)> _sent = [];

    /// <summary>The writes of the batch.</summary>
    public IReadOnlyList<QueuedWrite> Writes => writes;

    /// <summary>What is known about the last commit.</summary>
    public CommitStage Stage { get; private set; }

    /// <summary>Decides the writes on these rows.</summary>
    public WriteBatch Decide(WriteRows rows)
    {
        var batch = new WriteBatch(rows, time);
        foreach (var write in writes)
        {
            write.Decide(batch);
        }

        return batch;
    }

    /// <summary>
    /// Commits a decided batch. The outcome counts as unknown until <see cref="Succeeded"/>, so any failure in between
    /// leads to a search.
    /// </summary>
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

    /// <summary>Searches for a commit of unknown outcome under the locks of the transaction.</summary>
    /// <returns>The stored batch; null if none is stored.</returns>
    /// <exception cref="TimeoutException">
    /// The stored commit is not the last one, but the writes have the answers of the last one.
    /// </exception>
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
