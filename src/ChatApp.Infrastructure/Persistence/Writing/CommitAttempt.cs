using ChatApp.Application.Writing;
using ChatApp.Infrastructure.Events;

namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>What is known of the last commit that was begun for a batch.</summary>
internal enum CommitStage
{
    /// <summary>None was begun.</summary>
    NotBegun,

    /// <summary>It was begun, and nobody knows how it ended.</summary>
    OutcomeUnknown,

    /// <summary>It is not stored.</summary>
    Refused,

    /// <summary>It is stored.</summary>
    Stored,
}

/// <summary>
/// The way of one batch to its commit. It is decided and sent again until one commit is stored, or one is refused for a
/// reason that lies in the batch; while an outcome is unknown, nothing is sent before it was looked for.
/// </summary>
/// <param name="writes">The writes of the batch.</param>
/// <param name="time">The clock of this node.</param>
internal sealed class CommitAttempt(IReadOnlyList<QueuedWrite> writes, TimeProvider time)
{
    // Commits that may be stored. More than one if a commit after a look broke as well: any may arrive late, but one.
    private readonly List<(WriteBatch Batch, EventRow? Proof)> _sent = [];

    /// <summary>The writes of the batch.</summary>
    public IReadOnlyList<QueuedWrite> Writes => writes;

    /// <summary>What is known of the last commit.</summary>
    public CommitStage Stage { get; private set; }

    /// <summary>Has the writes decide on these rows.</summary>
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
    /// Commits what was decided. The outcome counts as unknown until <see cref="Succeeded"/>, so whatever fails between
    /// is looked into.
    /// </summary>
    public async Task CommitAsync(IConversationTransaction transaction, WriteBatch batch, BatchChanges changes)
    {
        _sent.Add((batch, changes.Proof));
        Stage = CommitStage.OutcomeUnknown;
        try
        {
            await transaction.CommitAsync(changes);
        }
        catch (Exception exception) when (!DatabaseFailure.LeavesOutcomeOpen(exception))
        {
            _sent.RemoveAt(_sent.Count - 1);
            Stage = CommitStage.Refused;
            throw;
        }
    }

    /// <summary>The last commit is stored, and its transaction closed.</summary>
    public void Succeeded() => Stage = CommitStage.Stored;

    /// <summary>Looks for a commit of unknown outcome, under the locks of a transaction.</summary>
    /// <returns>The batch that is stored; null when none is.</returns>
    /// <exception cref="TimeoutException">
    /// One is stored that was decided before the last one: what the writes would answer belongs to the last one.
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
            throw new TimeoutException("A commit arrived after it had been looked for.");
        }

        Stage = CommitStage.Refused;
        return null;
    }
}
