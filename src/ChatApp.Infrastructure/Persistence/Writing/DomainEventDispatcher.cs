using System.Diagnostics;
using ChatApp.Infrastructure.Diagnostics;
using MediatR;

namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>Publishes events in commit order. If a handler fails, devices find the event in the log.</summary>
internal sealed partial class DomainEventDispatcher(
    IPublisher publisher, ChatMetrics metrics, ILogger<DomainEventDispatcher> logger)
{
    /// <param name="causes">The span from which each event comes; null if none is traced.</param>
    public async Task DispatchAsync(IReadOnlyList<StoredEvent> events, IReadOnlyList<Activity?>? causes)
    {
        for (var i = 0; i < events.Count; i++)
        {
            var storedEvent = events[i];
            using var span = causes?.ElementAtOrDefault(i) is { } cause ? StartSpan(storedEvent, cause) : null;
            try
            {
                // The event is committed, so no caller may cancel its publication.
                await publisher.Publish(new EventCommitted(storedEvent), CancellationToken.None);
            }
            catch (Exception exception)
            {
                // Later events must be published after any exception of a handler.
                metrics.DispatchFailed();
                span.Fail(exception.GetType().FullName!, isFault: true);
                LogFailure(logger, exception, storedEvent.GetType().Name);
            }
        }
    }

    private static Activity? StartSpan(StoredEvent storedEvent, Activity cause) => ChatTrace.Source.StartActivity(
        $"publish {storedEvent.GetType().Name}", ActivityKind.Producer, cause.Context);

    [LoggerMessage(120, LogLevel.Error, "Publishing a committed {Event} failed")]
    private static partial void LogFailure(ILogger logger, Exception exception, string @event);
}
