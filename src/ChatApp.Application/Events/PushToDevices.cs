using ChatApp.Domain.Events;

namespace ChatApp.Application.Events;

/// <summary>Pushes what was committed to the devices of all whom it concerns.</summary>
internal sealed class PushToDevices(IRealtimePublisher publisher) : INotificationHandler<EventCommitted>
{
    public Task Handle(EventCommitted notification, CancellationToken cancellationToken) =>
        publisher.PublishAsync(notification.Event, cancellationToken);
}
