using ChatApp.Domain.Events;
using ChatApp.Infrastructure.Diagnostics;
using MediatR;

namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// Publishes the domain events of what was committed, in the order of this node's commits. A failing handler is logged
/// and counted, never a failed write: the event is durable, and the cursor of each device finds it in the log.
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
                // Committed is committed: no caller's cancellation may keep it from the others.
                await publisher.Publish(new EventCommitted(storedEvent), CancellationToken.None);
            }
#pragma warning disable CA1031 // Whatever a handler throws, the events after this one have to go out.
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
