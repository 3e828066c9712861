using ChatApp.Domain.Events;

namespace ChatApp.Application.Events;

/// <summary>Sends committed events to the devices of all users whom they concern.</summary>
internal sealed class PushToDevices(IRealtimePublisher publisher) : INotificationHandler<EventCommitted>
{
    public Task Handle(EventCommitted notification, CancellationToken cancellationToken) =>
        publisher.PublishAsync(notification.Event, cancellationToken);
}
