using ChatApp.Application.Accounts;

namespace ChatApp.Infrastructure.Security;

/// <summary>
/// A job with a result that its caller awaits. A caller who goes away before it is begun saves the work.
/// </summary>
/// <typeparam name="T">Type of the result.</typeparam>
/// <param name="caller">For whom.</param>
/// <param name="work">The work.</param>
/// <param name="cancellationToken">Fires when the caller goes away.</param>
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
#pragma warning disable CA1031 // Handed to the one who awaits it; the thread goes on to the next job.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _result.TrySetException(exception);
        }
    }

    public override void Refuse() => _result.TrySetResult(Error.Unavailable(RetryAfter));
}
