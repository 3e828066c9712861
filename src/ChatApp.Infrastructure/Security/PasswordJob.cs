namespace ChatApp.Infrastructure.Security;

/// <summary>A job whose result the caller awaits. It is skipped if the caller disconnects before it starts.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
/// <param name="caller">The caller who waits for the result.</param>
/// <param name="work">The work.</param>
/// <param name="cancellationToken">Cancelled when the caller disconnects.</param>
internal sealed class PasswordJob<T>(HashingCaller caller, Func<T> work, CancellationToken cancellationToken)
    : HashingJob(caller)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource<Result<T>> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The outcome: <c>unavailable</c> if the job was refused.</summary>
    public Task<Result<T>> Result => _result.Task;

    public override void Run()
    {
        if (cancellationToken.IsCancellationRequested)
        {
            _result.TrySetCanceled(cancellationToken);
            return;
        }

        try
        {
            _result.TrySetResult(work());
        }
        catch (Exception exception)
        {
            // The caller awaits the exception; the thread continues with the next job.
            _result.TrySetException(exception);
        }
    }

    public override void Refuse() => _result.TrySetResult(Error.Unavailable(RetryAfter));
}
