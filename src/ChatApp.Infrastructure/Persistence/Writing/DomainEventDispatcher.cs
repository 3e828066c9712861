using ChatApp.Infrastructure.Diagnostics;
using MediatR;

namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>Publishes events in commit order. If a handler fails, devices find the event in the log.</summary>
internal sealed partial class DomainEventDispatcher(
    IPublisher publisher, ChatMetrics metrics, ILogger<DomainEventDispatcher> logger)
{
    public async Task DispatchAsync(IReadOnlyList<StoredEvent> events)
    {
        foreach (var storedEvent in events)
        {
            try
            {
                // The event is committed, so no caller may cancel its publication.
                await publisher.Publish(new EventCommitted(storedEvent), CancellationToken.None);
            }
            catch (Exception exception)
            {
                // Later events must be published after any exception of a handler.
                metrics.DispatchFailed();
                LogFailure(logger, exception, storedEvent.GetType().Name);
            }
        }
    }

    [LoggerMessage(120, LogLevel.Error, "Publishing a committed {Event} failed")]
    private static partial void LogFailure(ILogger logger, Exception exception, string @event);
}
