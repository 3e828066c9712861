namespace ChatApp.Application.Common;

/// <summary>
/// Wakes one waiting loop. Several calls of <see cref="Set"/> before the next wait count as one. Any thread may call
/// it; only one loop may wait.
/// </summary>
public sealed class WakeSignal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiter;
    private bool _isSet;

    /// <summary>Ends the current wait or, if there is none, the next one.</summary>
    public void Set()
    {
        TaskCompletionSource? waiter;
        lock (_gate)
        {
            (waiter, _waiter) = (_waiter, null);
            _isSet = waiter is null;
        }

        waiter?.TrySetResult();
    }

    /// <summary>Waits for <see cref="Set"/> or the timeout. In both cases the caller checks for work.</summary>
    public Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        TaskCompletionSource waiter;
        lock (_gate)
        {
            if (_isSet)
            {
                _isSet = false;
                return Task.CompletedTask;
            }

            _waiter = waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return timeout == Timeout.InfiniteTimeSpan && !cancellationToken.CanBeCanceled
            ? waiter.Task
            : WaitAsync(waiter, timeout, cancellationToken);
    }

    private async Task WaitAsync(TaskCompletionSource waiter, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await waiter.Task.WaitAsync(timeout, cancellationToken);
        }
        catch (TimeoutException)
        {
            lock (_gate)
            {
                _waiter = null;
            }
        }
    }
}
