namespace ChatApp.Application.Common;

/// <summary>Lets one caller pass in each interval, so that repeated events do not flood the log. Thread-safe.</summary>
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
