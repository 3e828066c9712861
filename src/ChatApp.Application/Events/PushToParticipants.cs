using ChatApp.Domain.Conversations;
using ChatApp.Domain.Messages;
using MediatR;

namespace ChatApp.Application.Events;

/// <summary>Pushes what has happened in a conversation to the sockets of its participants.</summary>
internal sealed class PushToParticipants(IRealtimePublisher publisher)
    : INotificationHandler<MessageSent>, INotificationHandler<MessagesRead>
{
    public Task Handle(MessageSent notification, CancellationToken cancellationToken) =>
        publisher.PublishAsync(notification, cancellationToken);

    public Task Handle(MessagesRead notification, CancellationToken cancellationToken) =>
        publisher.PublishAsync(notification, cancellationToken);
}
