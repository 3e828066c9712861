using ChatApp.Application.Common;
using ChatApp.Application.Messages;
using ChatApp.Application.Tests.Writing;
using ChatApp.Application.Writing;
using ChatApp.Domain.Messages;
using ChatApp.Domain.Users;
using MediatR;
using Moq;

namespace ChatApp.Application.Tests.Messages;

internal sealed class DeleteMessageTests
{
    private readonly Talk _talk = new();
    private readonly Message _message;

    public DeleteMessageTests() => _message = _talk.Decide(
        new SendMessageWrite(
            new SendMessage(_talk.Alice, _talk.Bob, "Hello!", Guid.CreateVersion7()), new Mock<ISendLimits>().Object),
        out _).Value.Message;

    [Test]
    public void A_deleted_message_loses_its_text_and_both_users_get_one_event()
    {
        Assert.That(Delete(_talk.Alice, out var first).IsSuccess, Is.True);
        Assert.That(Delete(_talk.Alice, out var second).IsSuccess, Is.True);

        var raised = (MessageDeleted)first.Events.Single();
        Assert.That((raised.Message.Content, raised.Message.DeletedAt), Is.EqualTo(("", (DateTimeOffset?)Some.Noon)));
        Assert.That(raised.Positions, Has.Count.EqualTo(2));
        Assert.That(second.Events, Is.Empty);
    }

    [Test]
    public void A_message_of_a_closed_account_is_deleted_under_the_deleted_name()
    {
        _talk.Close(_talk.Alice);

        Delete(_talk.Alice, out var batch);

        Assert.That(
            ((MessageDeleted)batch.Events.Single()).SenderUsername, Is.EqualTo(Username.OfClosed(_talk.Alice)));
    }

    [Test]
    public void Only_the_sender_may_delete_a_message()
    {
        Assert.That(Delete(_talk.Bob, out _).Error, Is.EqualTo(MessageErrors.NotSender));
    }

    [Test]
    public void A_deleted_message_cannot_be_edited()
    {
        Delete(_talk.Alice, out _);

        var edit = new EditMessageWrite(new EditMessage(_talk.Alice, _message.Id, "Back again"));

        Assert.That(_talk.Decide(edit, out _).Error, Is.EqualTo(MessageErrors.MessageDeleted));
    }

    private Result<Unit> Delete(Guid userId, out WriteBatch batch) =>
        _talk.Decide(new DeleteMessageWrite(new DeleteMessage(userId, _message.Id)), out batch);
}
