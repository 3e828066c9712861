namespace ChatApp.Infrastructure.Persistence.Retention;

/// <summary>
/// The pace of one run: after each step it pauses for many times as long as the step took, so a run uses at most a
/// twentieth of the time, however slow the database is. It also keeps the lease of the run.
/// </summary>
internal sealed class RetentionPace(RetentionLease lease, DateTimeOffset held, TimeProvider time)
{
    internal const int PauseFactor = 19;

    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(2);

    /// <summary>When the lease ends.</summary>
    public DateTimeOffset Held { get; private set; } = held;

    /// <summary>Makes a step: a read, or a short transaction.</summary>
    public async Task<T> StepAsync<T>(Func<Task<T>> step, CancellationToken cancellationToken)
    {
        Held = await lease.KeepAsync(Held, cancellationToken);
        var start = time.GetTimestamp();
        var result = await step();
        var pause = time.GetElapsedTime(start) * PauseFactor;
        await Task.Delay(pause < MaxPause ? pause : MaxPause, time, cancellationToken);
        return result;
    }
}
