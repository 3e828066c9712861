using System.Threading.Channels;
using ChatApp.Application.Writing;
using ChatApp.Domain.Events;
using ChatApp.Infrastructure.Diagnostics;

namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// Group commit: one loop takes whatever has queued while the last commit ran and writes it in one transaction. When
/// idle, a write is a batch of its own at once; nothing ever waits for company. While the database works on a batch,
/// the events of the one before it are published, so neither waits for the other.
/// </summary>
/// <remarks>
/// <see cref="WriteAsync{T}"/> may be called from any thread; the order of the calls is the order of the writes. The
/// queue holds <see cref="QueueCapacity"/> writes, of at most 12 KB of text each. When it is full, up to
/// <see cref="MaxWaitingCallers"/> callers wait for room, at most <see cref="MaxQueueWait"/>; whoever waits longer, or
/// comes when that many wait, is told <c>unavailable</c>. A batch that fails for a reason of its own is split in
/// halves, down to the one write that is at fault, which is tried once more and then fails. Without a database, the
/// batch and all that is queued is told <c>unavailable</c>. Callers are released only after the commit and after the
/// events were published, in order. On shutdown the queue is closed and worked off.
/// </remarks>
internal sealed partial class BatchWriter(
    ConversationDirectory directory,
    BatchCommitter committer,
    DomainEventDispatcher dispatcher,
    ChatMetrics metrics,
    ILogger<BatchWriter> logger) : BackgroundService, IConversationWriter
{
    /// <summary>Writes that may wait: at 10,000 a second, under half a second.</summary>
    internal const int QueueCapacity = 4_096;

    /// <summary>Callers that may wait for room in the full queue.</summary>
    internal const int MaxWaitingCallers = 16_384;

    /// <summary>Writes in one transaction: past some hundreds, a message costs no less in a larger one.</summary>
    internal const int MaxBatchSize = 512;

    internal static readonly TimeSpan MaxQueueWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly Channel<QueuedWrite> _queue = Channel.CreateBounded<QueuedWrite>(
        new BoundedChannelOptions(QueueCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private int _waitingCallers;

    /// <inheritdoc/>
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
            // Whoever still waits when the time is up is not answered, and so not acknowledged.
            await loop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Ends when the queue is closed and empty, not by the token: what was taken in is written.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Durable, but not handed on yet.
        CommittedBatch? committed = null;
        while (true)
        {
            var writes = TakeQueued();
            if (writes.Count > 0)
            {
                committed = await CommitAsync(writes, committed);
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

    /// <summary>Commits a batch and meanwhile hands on the one before it.</summary>
    /// <returns>What to hand on next; null when the batch failed: what could be saved was handed on.</returns>
    private async Task<CommittedBatch?> CommitAsync(List<QueuedWrite> writes, CommittedBatch? previous)
    {
        // Alone it stays on this thread, since a change of threads would cost a single message more than it saves.
        var commit = previous is null ? CommitAsync(writes) : Task.Run(() => CommitAsync(writes));
        await HandOnAsync(previous);
        try
        {
            return await commit;
        }
#pragma warning disable CA1031 // Whatever the failure is, it must not end the loop that serves all others.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await RecoverAsync(writes, exception);
            return null;
        }
    }

    private async Task<CommittedBatch> CommitAsync(List<QueuedWrite> writes)
    {
        await FindConversationsAsync(writes);
        return new CommittedBatch(writes, writes.Count == 0 ? [] : (await committer.CommitAsync(writes)).Events);
    }

    private async Task HandOnAsync(CommittedBatch? batch)
    {
        if (batch is not null)
        {
            await dispatcher.DispatchAsync(batch.Events);
            batch.Writes.ForEach(queued => queued.Complete());
        }
    }

    /// <returns>Whether the database was within reach.</returns>
    private async Task<bool> WriteAsync(List<QueuedWrite> writes)
    {
        CommittedBatch batch;
        try
        {
            batch = await CommitAsync(writes);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return await RecoverAsync(writes, exception);
        }

        await HandOnAsync(batch);
        return true;
    }

    /// <summary>
    /// Answers the writes of a batch that failed, after another try of each half if the batch itself may be at fault.
    /// </summary>
    /// <returns>Whether the database was within reach.</returns>
    private async Task<bool> RecoverAsync(List<QueuedWrite> writes, Exception exception)
    {
        if (DatabaseFailure.IsOutage(exception))
        {
            LogOutage(logger, exception, writes.Count);

            // These first: whoever is told and tries again at once is not one of them.
            RefuseQueued();
            Refuse(writes);
            return false;
        }

        if (writes.Count > 1)
        {
            LogSplit(logger, exception, writes.Count);
            var half = writes.Count / 2;
            if (await WriteAsync(writes[..half]))
            {
                return await WriteAsync(writes[half..]);
            }

            Refuse(writes[half..]);
            return false;
        }

        // Its conversation may not be as the cache has it.
        var queued = writes[0];
        if (queued.Conversation is { } conversation)
        {
            directory.Forget(conversation.Pair);
        }

        if (!queued.HasFailedAlone)
        {
            LogRepeat(logger, exception);
            queued.HasFailedAlone = true;
            return await WriteAsync(writes);
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

    /// <summary>Gives each write its conversation; answers and takes out those for which there is none.</summary>
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

    // They wait for the same database; taken into batches of their own, each would wait for another time-out first.
    private void RefuseQueued()
    {
        // Callers who wait for room get into the queue as it is read.
        var waiting = _queue.Reader.Count + Volatile.Read(ref _waitingCallers);
        for (; waiting > 0 && _queue.Reader.TryRead(out var queued); waiting--)
        {
            metrics.WriteRefused();
            queued.Fail(Error.Unavailable(RetryAfter));
        }
    }

    [LoggerMessage(EventId = 110, Level = LogLevel.Error,
        Message = "The database is out of reach; {Count} writes were refused")]
    private static partial void LogOutage(ILogger logger, Exception exception, int count);

    [LoggerMessage(EventId = 111, Level = LogLevel.Warning,
        Message = "A batch of {Count} writes failed and is tried again in halves")]
    private static partial void LogSplit(ILogger logger, Exception exception, int count);

    [LoggerMessage(EventId = 115, Level = LogLevel.Warning, Message = "A write failed and is tried once more")]
    private static partial void LogRepeat(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 112, Level = LogLevel.Error, Message = "A write failed")]
    private static partial void LogFailure(ILogger logger, Exception exception);

    /// <summary>What is durable.</summary>
    /// <param name="Writes">Whose callers are to be released.</param>
    /// <param name="Events">What is to be published before.</param>
    private sealed record CommittedBatch(List<QueuedWrite> Writes, IReadOnlyList<StoredEvent> Events);
}
