using ChatApp.Application.Common;
using ChatApp.Application.Conversations;
using ChatApp.Application.Messages;
using ChatApp.Application.Tests.Writing;
using ChatApp.Application.Writing;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using MediatR;
using Moq;

namespace ChatApp.Application.Tests.Conversations;

internal sealed class MarkReadTests
{
    private readonly Talk _talk = new();

    [Test]
    public async Task The_result_of_the_write_is_returned()
    {
        var writer = new Mock<IConversationWriter>(MockBehavior.Strict);
        writer
            .Setup(port => port.WriteAsync(It.IsAny<MarkReadWrite>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(MessageErrors.MessageNotFound);

        var result = await new MarkReadHandler(writer.Object).Handle(
            new MarkRead(_talk.Alice, _talk.Bob, Guid.CreateVersion7()), CancellationToken.None);

        Assert.That(result.Error, Is.EqualTo(MessageErrors.MessageNotFound));
    }

    [Test]
    public void A_read_mark_moves_only_for_the_reader_and_is_an_event_for_both()
    {
        var message = Send();

        var result = Mark(message.Id, out var batch);

        Assert.That(result.IsSuccess, Is.True);
        Assert.That((_talk.MemberOf(_talk.Bob).ReadSeq, _talk.MemberOf(_talk.Alice).ReadSeq), Is.EqualTo((1L, 0L)));
        var read = (MessagesRead)batch.Events.Single();
        Assert.That(
            (read.UserId, read.PeerId, read.MessageId, read.Seq),
            Is.EqualTo((_talk.Bob, _talk.Alice, message.Id, 1L)));
        Assert.That(
            read.Positions,
            Is.EquivalentTo(new[] { new StreamPosition(_talk.Alice, 2), new StreamPosition(_talk.Bob, 2) }));
        Assert.That(_talk.Conversation.LastSeq, Is.EqualTo(1), "the last seq is unchanged");
    }

    [Test]
    public void An_older_read_mark_changes_nothing()
    {
        var (first, second) = (Send(), Send());
        Mark(second.Id, out _);

        Assert.That(Mark(first.Id, out var batch).IsSuccess, Is.True);
        Assert.That((batch.Events.Count, _talk.MemberOf(_talk.Bob).ReadSeq), Is.EqualTo((0, 2L)));
    }

    [Test]
    public void A_message_of_another_conversation_is_not_found()
    {
        var elsewhere = Some.Message(_talk.Alice, _talk.Bob);
        _talk.Load(elsewhere);

        Assert.That(Mark(elsewhere.Id, out _).Error, Is.EqualTo(MessageErrors.MessageNotFound));
        Assert.That(Mark(Guid.CreateVersion7(), out _).Error, Is.EqualTo(MessageErrors.MessageNotFound));
    }

    [Test]
    public void User_and_message_are_required()
    {
        var result = new MarkReadValidator().Validate(new MarkRead(_talk.Alice, null, null));

        Assert.That(
            result.Errors.Select(failure => failure.PropertyName),
            Is.EqualTo(new[] { nameof(MarkRead.UserId), nameof(MarkRead.MessageId) }));
    }

    private Domain.Messages.Message Send() => _talk.Decide(
        new SendMessageWrite(new SendMessage(_talk.Alice, _talk.Bob, "Hello!", null), new Mock<ISendLimits>().Object),
        out _).Value.Message;

    private Result<Unit> Mark(Guid messageId, out WriteBatch batch) =>
        _talk.Decide(new MarkReadWrite(new MarkRead(_talk.Bob, _talk.Alice, messageId)), out batch);
}
