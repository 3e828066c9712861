namespace ChatApp.Infrastructure.Realtime;

/// <summary>Wakes the one who waits. Any number of calls before the next wait count as one. Set from any thread, waited on by one loop.</summary>
public sealed class WakeSignal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiter;
    private bool _isSet;

    /// <summary>Wakes whoever waits, or the next who will.</summary>
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

    /// <summary>Waits until it is set, or until the time is up; the caller looks for itself what there is to do.</summary>
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
