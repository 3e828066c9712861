using ChatApp.Domain.Events;
using ChatApp.Infrastructure.Diagnostics;
using MediatR;

namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// Publishes the domain events of committed batches in commit order. A failing handler is logged and counted, but does
/// not fail the write: the event is durable, and devices find it in the event log by their cursors.
/// </summary>
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
#pragma warning disable CA1031 // Later events must be published after any exception of a handler.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                metrics.DispatchFailed();
                LogFailure(logger, exception, storedEvent.GetType().Name);
            }
        }
    }

    [LoggerMessage(EventId = 120, Level = LogLevel.Error, Message = "Publishing a committed {Event} failed")]
    private static partial void LogFailure(ILogger logger, Exception exception, string @event);
}
