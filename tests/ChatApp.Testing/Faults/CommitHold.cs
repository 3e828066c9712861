namespace ChatApp.Testing;

/// <summary>Holds commits until it is disposed.</summary>
public sealed class CommitHold : IDisposable
{
    private readonly ServerFaults _faults;
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal CommitHold(ServerFaults faults) => _faults = faults;

    /// <summary>Waits until a commit is held.</summary>
    /// <param name="timeout">How long to wait; 30 seconds if null.</param>
    /// <exception cref="TimeoutException">No commit was tried in time.</exception>
    public Task WaitForCommitAsync(TimeSpan? timeout = null) =>
        _held.Task.WithTimeout(timeout, waitedFor: "a held commit");

    /// <summary>Lets the held commits pass.</summary>
    public void Dispose()
    {
        _faults.Release(this);
        _released.TrySetResult();
    }

    internal Task HoldAsync(CancellationToken cancellationToken)
    {
        _held.TrySetResult();
        return _released.Task.WaitAsync(TimeoutExtensions.DefaultTimeout, cancellationToken);
    }
}
