namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// Stores a batch: on cached rows if possible, otherwise under locks. If the connection breaks during the commit, its
/// outcome is unknown; this class then searches for it under locks until it is found. Used only by the batch writer's
/// loop.
/// </summary>
/// <remarks>
/// The database rolls back a broken transaction when it detects that its node is gone
/// (<see cref="IConversationTransaction"/>). A search that waits too long for that fails, like any other search without
/// a result.
/// </remarks>
internal sealed partial class BatchCommitter(
    OptimisticCommit optimistic, LockedCommit locked, TimeProvider time, ILogger<BatchCommitter> logger)
{
    /// <summary>
    /// The time after the begin within which a search may start. After that, the callers get <c>unavailable</c>, with
    /// the outcome unknown. Each round trip of a search takes at most four seconds, the timeout of a statement.
    /// </summary>
    internal static readonly TimeSpan MaxDoubt = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Decides the writes and stores the result.</summary>
    /// <returns>The batch, which is now durable, with its events to publish.</returns>
    /// <exception cref="TimeoutException">
    /// The outcome could not be found: the writes may or may not be stored.
    /// </exception>
    public async Task<WriteBatch> CommitAsync(List<QueuedWrite> writes)
    {
        var begin = time.GetTimestamp();
        var attempt = new CommitAttempt(writes, time);
        Exception cause;
        try
        {
            return await optimistic.TryAsync(attempt) ?? await locked.CommitAsync(attempt);
        }
        catch (Exception exception) when (attempt.Stage == CommitStage.OutcomeUnknown)
        {
            LogDoubt(logger, exception, writes.Count);
            cause = exception;
        }

        while (time.GetElapsedTime(begin) < MaxDoubt)
        {
            try
            {
                return await locked.CommitAsync(attempt);
            }
            catch (Exception exception) when (attempt.Stage == CommitStage.OutcomeUnknown)
            {
                cause = exception;
                await Task.Delay(LookInterval, time, CancellationToken.None);
            }
        }

        throw new TimeoutException("The outcome of a commit could not be found in time.", cause);
    }

    [LoggerMessage(113, LogLevel.Warning,
        "The connection broke during a commit of {Count} writes; searching for its outcome")]
    private static partial void LogDoubt(ILogger logger, Exception exception, int count);
}
