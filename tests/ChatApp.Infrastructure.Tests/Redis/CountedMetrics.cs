using System.Diagnostics.Metrics;
using ChatApp.Infrastructure.Diagnostics;

namespace ChatApp.Infrastructure.Tests.Redis;

/// <summary>The metrics of a node; a test reads how many forgeries were found.</summary>
internal sealed class CountedMetrics : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _forgeries;

    public CountedMetrics()
    {
        // Other nodes of this process have meters of the same name; this one is created now, by this thread.
        var maker = 0;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Environment.CurrentManagedThreadId == maker && instrument.Name == "chatapp.redis.forged")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref _forgeries, count));

        // Also reports the instruments that already exist.
        _listener.Start();
        maker = Environment.CurrentManagedThreadId;
        Metrics = new ChatMetrics();
        maker = 0;
    }

    public ChatMetrics Metrics { get; }

    public long Forgeries => Interlocked.Read(ref _forgeries);

    public void Dispose()
    {
        _listener.Dispose();
        Metrics.Dispose();
    }
}
