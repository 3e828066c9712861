namespace ChatApp.Infrastructure.Security;

/// <summary>A password that waits for a hashing thread.</summary>
internal abstract class HashingJob(HashingCaller caller)
{
    public HashingCaller Caller => caller;

    /// <summary>Completes the caller's task. Does not throw.</summary>
    public abstract void Run();

    /// <summary>The queue has no place: <c>unavailable</c>.</summary>
    public abstract void Refuse();
}

/// <summary>A job whose result the caller awaits. It is skipped if the caller disconnects before it starts.</summary>
internal sealed class PasswordJob<T>(HashingCaller caller, Func<T> work, CancellationToken cancellationToken)
    : HashingJob(caller)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource<Result<T>> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

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
