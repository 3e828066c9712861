namespace ChatApp.Application.Common;

/// <summary>
/// Lets one caller pass in each interval, so that a repeated event is logged but does not flood the log. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="interval">How long nobody else passes after one has passed.</param>
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
