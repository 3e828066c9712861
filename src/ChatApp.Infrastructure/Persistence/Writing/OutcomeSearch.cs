namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// Finds out whether a commit is stored whose connection broke before the answer, and commits the batch if it is not.
/// Each look is a <see cref="LockedCommit"/>, which first asks the database for the proof of each commit that was sent.
/// </summary>
/// <remarks>
/// A look is final. If the broken transaction holds its locks, the look waits for its end and sees its outcome. If it
/// has not reached its locks yet, it fails as soon as the batch decided under the locks of the look is committed. One
/// gap remains: if no look ends in time, the broken transaction may still be stored. Its callers got
/// <c>unavailable</c>, and a repeat with the <c>client_message_id</c> finds it.
/// </remarks>
internal sealed partial class OutcomeSearch(LockedCommit locked, TimeProvider time, ILogger<OutcomeSearch> logger)
{
    // Within this time a look may start; then the callers get unavailable. A round trip takes at most four seconds.
    internal static readonly TimeSpan MaxDoubt = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    /// <param name="attempt">The attempt, with an unknown outcome.</param>
    /// <param name="begin">When it began, as a timestamp.</param>
    /// <param name="cause">Why the outcome is unknown.</param>
    /// <returns>The stored batch.</returns>
    /// <exception cref="TimeoutException">The writes may or may not be stored.</exception>
    public async Task<WriteBatch> FindOrCommitAsync(CommitAttempt attempt, long begin, Exception cause)
    {
        LogDoubt(logger, cause, attempt.Writes.Count);
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
