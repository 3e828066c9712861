using System.Threading.Channels;
using ChatApp.Application.Common;
using ChatApp.Domain.Events;
using ChatApp.Infrastructure.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatApp.Infrastructure.Persistence.Messages.Batching;

/// <summary>
/// Group commit: one loop takes whatever has queued while the last commit ran and writes it in one transaction. When idle, a
/// request is a batch of its own at once; nothing ever waits for company. While the database works on a batch, the one before it is
/// handed on to its readers, so that neither waits for the other.
/// </summary>
/// <remarks>
/// <see cref="WriteAsync"/> may be called from any thread; requests are written in the order of the calls. The queue holds
/// <see cref="QueueCapacity"/> requests, of at most 12 KB of text each. When it is full, up to <see cref="MaxWaitingCallers"/> callers wait in turn, at most
/// <see cref="MaxQueueWait"/>, and are then told <c>unavailable</c>, as whoever comes then is at once. A batch that fails for a reason of its own is split in halves, down to the
/// one request that is at fault, which is tried once more and then fails with that reason; without a database it and all that is queued is told <c>unavailable</c>. Callers are
/// released only after the commit and after the events were handed on, in order. On shutdown the queue is closed and worked off.
/// </remarks>
internal sealed partial class BatchWriter(
    ConversationDirectory directory,
    BatchCommitter committer,
    DomainEventDispatcher dispatcher,
    ChatMetrics metrics,
    ILogger<BatchWriter> logger) : BackgroundService
{
    /// <summary>Requests that may wait: at 10,000 a second, under half a second.</summary>
    internal const int QueueCapacity = 4_096;

    /// <summary>Callers that may wait for a place in the full queue.</summary>
    internal const int MaxWaitingCallers = 16_384;

    /// <summary>Requests in one transaction: past some hundreds the cost of a commit no longer shows in the cost of a message.</summary>
    internal const int MaxBatchSize = 512;

    internal static readonly TimeSpan MaxQueueWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly Channel<WriteRequest> _queue = Channel.CreateBounded<WriteRequest>(
        new BoundedChannelOptions(QueueCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private int _waitingCallers;

    /// <summary>Queues a request before it returns, and completes once it is durable and handed on.</summary>
    public Task<Result<T>> WriteAsync<T>(WriteRequest<T> request, CancellationToken cancellationToken)
    {
        if (_queue.Writer.TryWrite(request))
        {
            metrics.WriteQueued();
            return request.Completion;
        }

        return WaitAndWriteAsync(request, cancellationToken);
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
            var requests = TakeQueued();
            if (requests.Count > 0)
            {
                committed = await CommitAsync(requests, committed);
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

    private List<WriteRequest> TakeQueued()
    {
        var requests = new List<WriteRequest>(Math.Min(_queue.Reader.Count, MaxBatchSize));
        while (requests.Count < MaxBatchSize && _queue.Reader.TryRead(out var request))
        {
            requests.Add(request);
        }

        if (requests.Count > 0)
        {
            metrics.BatchTaken(requests.Count);
        }

        return requests;
    }

    private async Task<Result<T>> WaitAndWriteAsync<T>(WriteRequest<T> request, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _waitingCallers) > MaxWaitingCallers)
            {
                return Error.Unavailable(RetryAfter);
            }

            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(MaxQueueWait);
            await _queue.Writer.WriteAsync(request, deadline.Token);
        }
        catch (Exception exception) when (
            exception is ChannelClosedException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Error.Unavailable(RetryAfter);
        }
        finally
        {
            Interlocked.Decrement(ref _waitingCallers);
        }

        metrics.WriteQueued();
        return await request.Completion;
    }

    /// <summary>Commits a batch and meanwhile hands on the one before it.</summary>
    /// <returns>What is to be handed on next; null when the batch failed, and what could be saved of it was handed on already.</returns>
    private async Task<CommittedBatch?> CommitAsync(List<WriteRequest> requests, CommittedBatch? previous)
    {
        // Alone it stays on this thread, since a change of threads would cost a single message more than it saves.
        var commit = previous is null ? CommitAsync(requests) : Task.Run(() => CommitAsync(requests));
        await HandOnAsync(previous);
        try
        {
            return await commit;
        }
#pragma warning disable CA1031 // Whatever the failure is, it must not end the loop that serves all others.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await RecoverAsync(requests, exception);
            return null;
        }
    }

    private async Task<CommittedBatch> CommitAsync(List<WriteRequest> requests)
    {
        await FindConversationsAsync(requests);
        return new CommittedBatch(requests, requests.Count == 0 ? [] : (await committer.CommitAsync(requests)).Events);
    }

    private async Task HandOnAsync(CommittedBatch? batch)
    {
        if (batch is not null)
        {
            await dispatcher.DispatchAsync(batch.Events);
            batch.Requests.ForEach(request => request.Complete());
        }
    }

    /// <returns>Whether the database was within reach.</returns>
    private async Task<bool> WriteAsync(List<WriteRequest> requests)
    {
        CommittedBatch batch;
        try
        {
            batch = await CommitAsync(requests);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return await RecoverAsync(requests, exception);
        }

        await HandOnAsync(batch);
        return true;
    }

    /// <summary>Answers the requests of a batch that failed, after another try of each half if the batch itself may be at fault.</summary>
    /// <returns>Whether the database was within reach.</returns>
    private async Task<bool> RecoverAsync(List<WriteRequest> requests, Exception exception)
    {
        if (DatabaseFailure.IsOutage(exception))
        {
            LogOutage(logger, exception, requests.Count);

            // These first: whoever is told and tries again at once is not one of them.
            RefuseQueued();
            Refuse(requests);
            return false;
        }

        if (requests.Count > 1)
        {
            LogSplit(logger, exception, requests.Count);
            var half = requests.Count / 2;
            if (await WriteAsync(requests[..half]))
            {
                return await WriteAsync(requests[half..]);
            }

            Refuse(requests[half..]);
            return false;
        }

        // Its conversation may not be as it is known.
        var request = requests[0];
        directory.Forget(request.Pair);
        if (!request.HasFailedAlone)
        {
            LogRepeat(logger, exception);
            request.HasFailedAlone = true;
            return await WriteAsync(requests);
        }

        LogFailure(logger, exception);
        if (DatabaseFailure.IsPassing(exception))
        {
            Refuse(requests);
        }
        else
        {
            request.Fail(exception);
        }

        return true;
    }

    private static void Refuse(List<WriteRequest> requests) => requests.ForEach(request => request.Fail(Error.Unavailable(RetryAfter)));

    /// <summary>Gives each request its conversation, and answers and takes out those for which there is none.</summary>
    private async Task FindConversationsAsync(List<WriteRequest> requests)
    {
        await directory.ResolveAsync(requests, CancellationToken.None);
        requests.RemoveAll(request =>
        {
            var isMissing = request.Conversation is null;
            if (isMissing)
            {
                request.Fail(request.Refusal ?? request.WithoutConversation);
            }

            return isMissing;
        });
    }

    // They wait for the same database; taken into batches of their own, each would wait for another time-out first.
    private void RefuseQueued()
    {
        // Those who wait for a place come into the queue as it is read.
        for (var waiting = _queue.Reader.Count + Volatile.Read(ref _waitingCallers); waiting > 0 && _queue.Reader.TryRead(out var request); waiting--)
        {
            metrics.WriteRefused();
            request.Fail(Error.Unavailable(RetryAfter));
        }
    }

    [LoggerMessage(EventId = 110, Level = LogLevel.Error, Message = "The database is out of reach; {Count} writes were refused")]
    private static partial void LogOutage(ILogger logger, Exception exception, int count);

    [LoggerMessage(EventId = 111, Level = LogLevel.Warning, Message = "A batch of {Count} writes failed and is tried again in halves")]
    private static partial void LogSplit(ILogger logger, Exception exception, int count);

    [LoggerMessage(EventId = 115, Level = LogLevel.Warning, Message = "A write failed and is tried once more")]
    private static partial void LogRepeat(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 112, Level = LogLevel.Error, Message = "A write failed")]
    private static partial void LogFailure(ILogger logger, Exception exception);

    /// <summary>What is durable.</summary>
    /// <param name="Requests">Whose callers are to be released.</param>
    /// <param name="Events">What is to be published before.</param>
    private sealed record CommittedBatch(List<WriteRequest> Requests, IReadOnlyList<StoredEvent> Events);
}
