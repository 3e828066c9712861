using ChatApp.Application.Events;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Messages;
using Moq;

namespace ChatApp.Application.Tests.Events;

internal sealed class PushToParticipantsTests
{
    private readonly Mock<IRealtimePublisher> _publisher = new();
    private readonly Guid _alice = Guid.CreateVersion7();
    private readonly Guid _bob = Guid.CreateVersion7();

    [Test]
    public async Task A_sent_message_is_published()
    {
        var sent = new MessageSent(Some.Message(_alice, _bob), "alice", []);

        await new PushToParticipants(_publisher.Object).Handle(sent, CancellationToken.None);

        _publisher.Verify(publisher => publisher.PublishAsync(sent, CancellationToken.None), Times.Once);
    }

    [Test]
    public async Task A_read_mark_is_published()
    {
        var read = new MessagesRead(Guid.CreateVersion7(), _alice, _bob, Guid.CreateVersion7(), 17, []);

        await new PushToParticipants(_publisher.Object).Handle(read, CancellationToken.None);

        _publisher.Verify(publisher => publisher.PublishAsync(read, CancellationToken.None), Times.Once);
    }
}
