using ChatApp.Application.Accounts;
using ChatApp.Application.Common;
using ChatApp.Application.Messages;
using ChatApp.Application.Writing;
using MediatR;
using Moq;

namespace ChatApp.Application.Tests.Accounts;

internal sealed class EraseMessagesTests
{
    private readonly Guid _userId = Guid.CreateVersion7();
    private readonly List<Guid?> _deleted = [];

    [Test]
    public async Task Each_message_is_deleted_by_its_sender()
    {
        Guid[] messages = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];

        var result = await HandleAsync(_ => Unit.Value, messages[..2], messages[2..]);

        Assert.That(result.IsSuccess, Is.True);
        Assert.That(_deleted, Is.EqualTo(messages));
    }

    [Test]
    public async Task A_message_that_is_no_longer_kept_does_not_end_the_attempt()
    {
        var result = await HandleAsync(
            _ => MessageErrors.MessageNotFound, [Guid.CreateVersion7()], [Guid.CreateVersion7()]);

        Assert.That((result.IsSuccess, _deleted.Count), Is.EqualTo((true, 2)));
    }

    [Test]
    public async Task An_overloaded_writer_ends_the_attempt()
    {
        var result = await HandleAsync(_ => Some.Outage(), [Guid.CreateVersion7()], [Guid.CreateVersion7()]);

        Assert.That((result.Error?.Kind, _deleted.Count), Is.EqualTo((ErrorKind.Unavailable, 1)));
    }

    private async Task<Result<Unit>> HandleAsync(
        Func<Guid?, Result<Unit>> delete, params IReadOnlyList<Guid>[] pages)
    {
        var contents = new Mock<IAccountContents>();
        contents.Setup(found => found.FindMessagesAsync(_userId, It.IsAny<CancellationToken>()))
            .Returns(pages.ToAsyncEnumerable());
        var writer = new Mock<IConversationWriter>();
        writer
            .Setup(port => port.WriteAsync(
                It.Is<ConversationWrite<Unit>>(write => write is DeleteMessageWrite && write.Target.UserId == _userId),
                It.IsAny<CancellationToken>()))
            .ReturnsAsync((ConversationWrite<Unit> write, CancellationToken _) =>
            {
                _deleted.Add(write.Target.MessageId);
                return delete(write.Target.MessageId);
            });
        return await new EraseMessagesHandler(contents.Object, writer.Object)
            .Handle(new EraseMessages(_userId), CancellationToken.None);
    }
}
