namespace ChatApp.Application.Common;

/// <summary>
/// Lets one caller through in each interval, so that an event that recurs is logged and does not flood the log. Safe
/// for use by any thread.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="interval">For how long nobody passes after one did.</param>
public sealed class Throttle(TimeProvider time, TimeSpan interval)
{
    private readonly Lock _gate = new();
    private long? _last;

    /// <summary>Whether this caller passes.</summary>
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
