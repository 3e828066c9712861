using System.Collections.Concurrent;
using System.Diagnostics;
using ChatApp.Application.Common;

namespace ChatApp.Infrastructure.Tests.Databases;

/// <summary>Records the server's own spans of this process, also those of tests that run at the same time.</summary>
internal sealed class SpanTrail : IDisposable
{
    private readonly ConcurrentQueue<Activity> _stopped = new();
    private readonly ActivityListener _listener;

    public SpanTrail()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ChatTrace.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyCollection<Activity> Stopped => _stopped;

    public void Dispose() => _listener.Dispose();
}
