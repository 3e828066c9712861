using ChatApp.Application.Writing;

namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// Stores a batch: on remembered rows if it can, else under locks. When the connection breaks during the commit, only
/// the database knows the outcome; then this looks for it under locks until it is found. For the batch writer's loop
/// alone.
/// </summary>
/// <remarks>
/// The database rolls a broken transaction back when it notices that its node is gone (<see
/// cref="IConversationTransaction"/>); a look that waits for that in vain ends like any other that finds nothing out.
/// </remarks>
internal sealed partial class BatchCommitter(
    OptimisticCommit optimistic, LockedCommit locked, TimeProvider time, ILogger<BatchCommitter> logger)
{
    /// <summary>
    /// How long after the begin a look may begin. After that the callers are told <c>unavailable</c>, which leaves the
    /// outcome open. A look takes four seconds at most, the time of a statement, so the answer comes within ten.
    /// </summary>
    internal static readonly TimeSpan MaxDoubt = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Lets the writes decide and stores what they decided.</summary>
    /// <returns>What is durable now, and its events to be published.</returns>
    /// <exception cref="TimeoutException">
    /// The outcome could not be found out: the writes may be stored or not.
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

        throw new TimeoutException("The outcome of a commit could not be found out in time.", cause);
    }

    [LoggerMessage(EventId = 113, Level = LogLevel.Warning,
        Message = "The connection broke during a commit of {Count} writes; looking for its outcome")]
    private static partial void LogDoubt(ILogger logger, Exception exception, int count);
}
