using ChatApp.Application.Events;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;
using Moq;

namespace ChatApp.Application.Tests.Events;

internal sealed class PushToDevicesTests
{
    private static readonly StoredEvent[] Events =
    [
        new MessageSent(Some.Message(Guid.CreateVersion7(), Guid.CreateVersion7()), "alice", []),
        new MessagesRead(
            Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), 17, []),
    ];

    [TestCaseSource(nameof(Events))]
    public async Task A_committed_event_of_any_kind_is_published(StoredEvent storedEvent)
    {
        var publisher = new Mock<IRealtimePublisher>();

        await new PushToDevices(publisher.Object).Handle(new EventCommitted(storedEvent), CancellationToken.None);

        publisher.Verify(port => port.PublishAsync(storedEvent, CancellationToken.None), Times.Once);
    }
}
