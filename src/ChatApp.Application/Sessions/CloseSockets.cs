using ChatApp.Application.Events;
using ChatApp.Domain.Sessions;

namespace ChatApp.Application.Sessions;

/// <summary>Closes the sockets of a session that has ended.</summary>
internal sealed class CloseSockets(IRealtimePublisher publisher) : INotificationHandler<SessionEnded>
{
    public Task Handle(SessionEnded notification, CancellationToken cancellationToken) =>
        publisher.EndSessionAsync(notification.UserId, notification.SessionId, cancellationToken);
}
