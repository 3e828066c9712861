using ChatApp.Application.Common;
using ChatApp.Application.Messages;
using ChatApp.Application.Tests.Writing;
using ChatApp.Application.Writing;
using ChatApp.Domain.Messages;
using Moq;

namespace ChatApp.Application.Tests.Messages;

internal sealed class EditMessageTests
{
    private readonly Talk _talk = new();
    private readonly Message _message;

    public EditMessageTests() => _message = _talk.Decide(
        new SendMessageWrite(
            new SendMessage(_talk.Alice, _talk.Bob, "Hello!", Guid.CreateVersion7()), new Mock<ISendLimits>().Object),
        out _).Value.Message;

    [Test]
    public void An_edited_message_changes_and_both_users_get_an_event()
    {
        _talk.Clock.Advance(TimeSpan.FromMinutes(1));

        var edited = Edit(_talk.Alice, "Hello, Bob!", out var batch).Value;

        Assert.That(
            (edited.Content, edited.EditedAt), Is.EqualTo(("Hello, Bob!", (DateTimeOffset?)Some.Noon.AddMinutes(1))));
        var raised = (MessageEdited)batch.Events.Single();
        Assert.That((raised.Message.Content, raised.Positions.Count), Is.EqualTo(("Hello, Bob!", 2)));
    }

    [Test]
    public void The_same_text_changes_nothing()
    {
        Assert.That(Edit(_talk.Alice, "Hello!", out var batch).Value.EditedAt, Is.Null);
        Assert.That(batch.Events, Is.Empty);
    }

    [Test]
    public void Data_that_are_absent_stay_and_null_removes_them()
    {
        var data = new MessageData("""{"a":1.0}""");

        Assert.That(Edit("Hello!", data, out var added).Value.Data, Is.EqualTo(data));
        Assert.That(Edit("Hello, Bob!", default, out var kept).Value.Data, Is.EqualTo(data));
        Assert.That(Edit("Hello, Bob!", new MessageData("""{"a":1}"""), out var same).Value.Data, Is.EqualTo(data));
        Assert.That(Edit("Hello, Bob!", (MessageData?)null, out var removed).Value.Data, Is.Null);
        Assert.That(
            (added.Events.Count, kept.Events.Count, same.Events.Count, removed.Events.Count),
            Is.EqualTo((1, 1, 0, 1)));

        Result<MessageDto> Edit(string content, Optional<MessageData?> data, out WriteBatch batch) => _talk.Decide(
            new EditMessageWrite(new EditMessage(_talk.Alice, _message.Id, content, data)), out batch);
    }

    [Test]
    public void Only_the_sender_may_edit_a_message()
    {
        Assert.That(Edit(_talk.Bob, "Bye!", out _).Error, Is.EqualTo(MessageErrors.NotSender));
    }

    [Test]
    public void A_message_of_another_conversation_is_not_found()
    {
        var elsewhere = Some.Message(_talk.Alice, _talk.Bob);
        _talk.Load(elsewhere);

        var write = new EditMessageWrite(new EditMessage(_talk.Alice, elsewhere.Id, "Bye!"));

        Assert.That(_talk.Decide(write, out _).Error, Is.EqualTo(MessageErrors.MessageNotFound));
    }

    [Test]
    public void A_repeat_after_an_edit_in_the_same_batch_returns_the_edited_message()
    {
        var batch = _talk.Begin();
        var edit = new EditMessageWrite(new EditMessage(_talk.Alice, _message.Id, "Hello, Bob!"));
        edit.Decide(batch.StateOf(_talk.Known));

        var repeat = new SendMessageWrite(
            new SendMessage(_talk.Alice, _talk.Bob, "Hello!", _message.ClientMessageId),
            new Mock<ISendLimits>().Object);
        var answer = repeat.Decide(batch.StateOf(_talk.Known)).Value;

        Assert.That((answer.IsRepeat, answer.Message.Content), Is.EqualTo((true, "Hello, Bob!")));
    }

    [Test]
    public async Task An_edit_above_the_limit_is_not_written()
    {
        var refusal = Error.RateLimited(TimeSpan.FromSeconds(1));
        var limits = new Mock<ISendLimits>();
        limits.Setup(limit => limit.CountChange(_talk.Alice, MessageContent.MaxLength)).Returns(refusal);
        var writer = new Mock<IConversationWriter>(MockBehavior.Strict);

        var result = await new EditMessageHandler(writer.Object, limits.Object).Handle(
            new EditMessage(_talk.Alice, _message.Id, "Hello, Bob!"), CancellationToken.None);

        Assert.That(result.Error, Is.EqualTo(refusal));
    }

    private Result<MessageDto> Edit(Guid editor, string content, out WriteBatch batch) =>
        _talk.Decide(new EditMessageWrite(new EditMessage(editor, _message.Id, content)), out batch);
}
