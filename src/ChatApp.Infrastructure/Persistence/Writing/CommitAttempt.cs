using ChatApp.Application.Writing;

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
    private readonly List<(WriteBatch Batch, Guid? Proof)> _sent = [];

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

    /// <summary>Names the messages by which <see cref="FindStored"/> finds a commit.</summary>
    public void AddProofs(WriteKeys keys)
    {
        foreach (var (_, proof) in _sent)
        {
            if (proof is { } messageId)
            {
                keys.AddPosition(messageId);
            }
        }
    }

    /// <summary>Looks for a commit of unknown outcome among rows that were read under locks.</summary>
    /// <returns>The batch that is stored; null when none is.</returns>
    /// <exception cref="TimeoutException">
    /// One is stored that was decided before the last one: what the writes would answer belongs to the last one.
    /// </exception>
    public WriteBatch? FindStored(WriteRows rows)
    {
        if (Stage != CommitStage.OutcomeUnknown)
        {
            return null;
        }

        var stored = _sent.FindLastIndex(sent => sent.Proof is { } proof && rows.Positions.ContainsKey(proof));
        if (stored < 0)
        {
            Stage = CommitStage.Refused;
            return null;
        }

        if (stored < _sent.Count - 1)
        {
            Stage = CommitStage.Stored;
            throw new TimeoutException("A commit arrived after it had been looked for.");
        }

        return _sent[stored].Batch;
    }
}
