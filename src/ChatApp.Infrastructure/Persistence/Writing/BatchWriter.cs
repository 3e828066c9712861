using System.Threading.Channels;
using ChatApp.Infrastructure.Diagnostics;

namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// Group commit: one loop takes all writes that arrived during the last commit, in the order of the calls, and writes
/// them in one transaction. No write waits for a batch to fill. Meanwhile the events of the previous batch are
/// published, and then its callers released.
/// </summary>
/// <remarks>
/// Both queues are bounded; beyond, a caller gets <c>unavailable</c>. A failed batch is split in halves, down to the
/// faulty write, which is tried once more and then fails. In an outage, the batch and all queued writes get
/// <c>unavailable</c>. At shutdown the queue is closed and completed.
/// </remarks>
internal sealed partial class BatchWriter(
    ConversationDirectory directory,
    BatchCommitter committer,
    DomainEventDispatcher dispatcher,
    ChatMetrics metrics,
    OutageLog outages,
    ILogger<BatchWriter> logger) : BackgroundService, IConversationWriter
{
    // At most 12 KB of text and data each, and less than half a second of work at 10,000 a second.
    internal const int QueueCapacity = 4_096;

    // Callers that wait for room in the full queue.
    internal const int MaxWaitingCallers = 16_384;

    // A larger transaction does not make a message cheaper.
    internal const int MaxBatchSize = 512;

    internal static readonly TimeSpan MaxQueueWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly Channel<QueuedWrite> _queue = Channel.CreateBounded<QueuedWrite>(
        new BoundedChannelOptions(QueueCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private int _waitingCallers;

    public Task<Result<T>> WriteAsync<T>(ConversationWrite<T> write, CancellationToken cancellationToken)
    {
        var queued = new QueuedWrite<T>(write);
        if (_queue.Writer.TryWrite(queued))
        {
            metrics.WriteQueued();
            return queued.Completion;
        }

        return WaitAndWriteAsync(queued, cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        if (ExecuteTask is { } loop)
        {
            // Callers that still wait at the timeout get no answer, so nothing is acknowledged to them.
            await loop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // The loop ends when the queue is closed and empty, not on cancellation: every accepted write is written.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Durable, but not published yet.
        CommittedBatch? committed = null;
        while (true)
        {
            var writes = TakeQueued();
            if (writes.Count > 0)
            {
                committed = await CommitWhilePublishingAsync(writes, committed);
                continue;
            }

            await HandOnAsync(committed);
            committed = null;
            if (!await _queue.Reader.WaitToReadAsync(CancellationToken.None))
            {
                return;
            }
        }
    }

    private List<QueuedWrite> TakeQueued()
    {
        var writes = new List<QueuedWrite>(Math.Min(_queue.Reader.Count, MaxBatchSize));
        while (writes.Count < MaxBatchSize && _queue.Reader.TryRead(out var queued))
        {
            writes.Add(queued);
        }

        if (writes.Count > 0)
        {
            metrics.BatchTaken(writes.Count);
        }

        return writes;
    }

    private async Task<Result<T>> WaitAndWriteAsync<T>(QueuedWrite<T> queued, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _waitingCallers) > MaxWaitingCallers)
            {
                return Error.Unavailable(RetryAfter);
            }

            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(MaxQueueWait);
            await _queue.Writer.WriteAsync(queued, deadline.Token);
        }
        catch (Exception exception) when (
            exception is ChannelClosedException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Error.Unavailable(RetryAfter);
        }
        finally
        {
            Interlocked.Decrement(ref _waitingCallers);
        }

        metrics.WriteQueued();
        return await queued.Completion;
    }

    /// <returns>The batch to publish next; null if the commit failed and its writes are answered.</returns>
    private async Task<CommittedBatch?> CommitWhilePublishingAsync(List<QueuedWrite> writes, CommittedBatch? previous)
    {
        // Without a previous batch it stays on this thread: changing threads would cost a single message more than it
        // saves.
        var commit = previous is null ? CommitAsync(writes) : Task.Run(() => CommitAsync(writes));
        await HandOnAsync(previous);
        try
        {
            return await commit;
        }
        catch (Exception exception)
        {
            // No failure may end the loop, which serves all callers.
            await RecoverAsync(writes, exception);
            return null;
        }
    }

    private async Task<CommittedBatch> CommitAsync(List<QueuedWrite> writes)
    {
        using var span = CommitSpan.Start(writes);
        try
        {
            await FindConversationsAsync(writes);
            if (writes.Count == 0)
            {
                return new CommittedBatch(writes, []);
            }

            var events = (await committer.CommitAsync(writes)).Events;
            outages.Succeeded(DatabaseUse.Writing);
            return new CommittedBatch(writes, events);
        }
        catch (Exception exception)
        {
            span.Fail(exception.GetType().FullName!, isFault: true);
            throw;
        }
    }

    private async Task HandOnAsync(CommittedBatch? batch)
    {
        if (batch is not null)
        {
            await dispatcher.DispatchAsync(batch.Events, CommitSpan.OfEvents(batch.Writes));
            batch.Writes.ForEach(queued => queued.Complete());
        }
    }

    /// <returns>Whether the database was within reach.</returns>
    private async Task<bool> TryAgainAsync(List<QueuedWrite> writes)
    {
        CommittedBatch batch;
        try
        {
            batch = await CommitAsync(writes);
        }
        catch (Exception exception)
        {
            return await RecoverAsync(writes, exception);
        }

        await HandOnAsync(batch);
        return true;
    }

    /// <summary>Answers the writes of a failed batch; tries each half again if the batch may be at fault.</summary>
    /// <returns>Whether the database was within reach.</returns>
    private async Task<bool> RecoverAsync(List<QueuedWrite> writes, Exception exception)
    {
        if (DatabaseFailure.IsOutage(exception))
        {
            outages.Failed(DatabaseUse.Writing, exception);

            // The queued writes first, so that immediate retries by the callers of this batch are not among them.
            RefuseQueued();
            Refuse(writes);
            return false;
        }

        if (writes.Count > 1)
        {
            LogSplit(logger, exception, writes.Count);
            var half = writes.Count / 2;
            if (await TryAgainAsync(writes[..half]))
            {
                return await TryAgainAsync(writes[half..]);
            }

            Refuse(writes[half..]);
            return false;
        }

        // A restored database may lack the cached conversation.
        var queued = writes[0];
        if (queued.Conversation is { } conversation)
        {
            directory.Forget(conversation.Pair);
        }

        if (!queued.HasFailedAlone)
        {
            LogRepeat(logger, exception);
            queued.HasFailedAlone = true;
            return await TryAgainAsync(writes);
        }

        LogFailure(logger, exception);
        if (DatabaseFailure.IsPassing(exception))
        {
            Refuse(writes);
        }
        else
        {
            queued.Fail(exception);
        }

        return true;
    }

    private static void Refuse(List<QueuedWrite> writes) =>
        writes.ForEach(queued => queued.Fail(Error.Unavailable(RetryAfter)));

    private async Task FindConversationsAsync(List<QueuedWrite> writes)
    {
        await directory.ResolveAsync(writes, CancellationToken.None);
        writes.RemoveAll(queued =>
        {
            var isMissing = queued.Conversation is null;
            if (isMissing)
            {
                queued.Fail(queued.Refusal ?? queued.Write.WithoutConversation);
            }

            return isMissing;
        });
    }

    // They wait for the same database. In later batches, each batch would wait for another timeout first.
    private void RefuseQueued()
    {
        // Callers who wait for room enter the queue as it is read.
        var waiting = _queue.Reader.Count + Volatile.Read(ref _waitingCallers);
        for (; waiting > 0 && _queue.Reader.TryRead(out var queued); waiting--)
        {
            metrics.WriteRefused();
            queued.Fail(Error.Unavailable(RetryAfter));
        }
    }

    [LoggerMessage(111, LogLevel.Warning, "A batch of {Count} writes failed; trying each half again")]
    private static partial void LogSplit(ILogger logger, Exception exception, int count);

    [LoggerMessage(115, LogLevel.Warning, "A write failed; trying it once more")]
    private static partial void LogRepeat(ILogger logger, Exception exception);

    [LoggerMessage(112, LogLevel.Error, "A write failed")]
    private static partial void LogFailure(ILogger logger, Exception exception);

    private sealed record CommittedBatch(List<QueuedWrite> Writes, IReadOnlyList<StoredEvent> Events);
}
