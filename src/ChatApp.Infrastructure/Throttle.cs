namespace ChatApp.Infrastructure;

/// <summary>
/// Lets one through in each stretch of time, so that what recurs is in the log and does not fill it. Safe for use by
/// any thread.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="interval">How long nothing is let through after one was.</param>
public sealed class Throttle(TimeProvider time, TimeSpan interval)
{
    private readonly Lock _gate = new();
    private long? _last;

    /// <summary>Whether this is the one.</summary>
    public bool TryPass()
    {
        lock (_gate)
        {
            if (_last is { } last && time.GetElapsedTime(last) < interval)
            {
                return false;
            }

            _last = time.GetTimestamp();
            return true;
        }
    }
}
