using ChatApp.Application.Common;
using ChatApp.Application.Messages;
using Moq;

namespace ChatApp.Application.Tests.Messages;

internal sealed class SendMessageTests
{
    private readonly Mock<IMessageStore> _messages = new(MockBehavior.Strict);
    private readonly Mock<ISendLimits> _limits = new();
    private readonly Guid _alice = Guid.CreateVersion7();
    private readonly Guid _bob = Guid.CreateVersion7();
    private readonly Guid _clientMessageId = Guid.CreateVersion7();

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_stored_message_is_answered(bool isRepeat)
    {
        var stored = Some.Message(_alice, _bob, " Hello! ", _clientMessageId);
        Append(" Hello! ", new AppendedMessage(stored, "Alice", isRepeat, StreamHead: 1));

        var result = await SendAsync(" Hello! ");

        Assert.That(result.Value.IsRepeat, Is.EqualTo(isRepeat));
        Assert.That(
            result.Value.Message,
            Is.EqualTo(new MessageDto(stored.Id, _alice, "Alice", _bob, " Hello! ", Some.Noon, 17, _clientMessageId)));
    }

    [Test]
    public async Task Send_to_a_stranger_is_refused()
    {
        Append("Hello!", MessageErrors.RecipientNotFound);

        var result = await SendAsync("Hello!");

        Assert.That((result.Error?.Kind, result.Error?.Code), Is.EqualTo((ErrorKind.NotFound, ErrorCodes.RecipientNotFound)));
    }

    [Test]
    public void The_message_is_in_the_queue_before_the_call_returns()
    {
        var pending = new TaskCompletionSource<Result<AppendedMessage>>();
        _messages
            .Setup(messages => messages.AppendAsync(It.IsAny<NewMessage>(), It.IsAny<CancellationToken>()))
            .Returns(pending.Task);

        var sending = SendAsync("Hello!");

        Assert.That(sending.IsCompleted, Is.False);
        _messages.Verify(messages => messages.AppendAsync(It.IsAny<NewMessage>(), It.IsAny<CancellationToken>()), Times.Once);
    }

    [Test]
    public async Task A_message_over_the_limit_is_refused_and_reaches_no_store()
    {
        var refusal = Error.RateLimited(TimeSpan.FromSeconds(2));
        _limits
            .Setup(limits => limits.CountMessage(new NewMessage(_alice, _bob, "Hello!", _clientMessageId)))
            .Returns(refusal);

        var result = await SendAsync("Hello!");

        Assert.That(result.Error, Is.EqualTo(refusal));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_repeat_is_counted_for_nobody(bool isRepeat)
    {
        var stored = Some.Message(_alice, _bob, "Hello!", _clientMessageId);
        Append("Hello!", new AppendedMessage(stored, "Alice", isRepeat, StreamHead: 1));

        await SendAsync("Hello!");

        _limits.Verify(
            limits => limits.GiveBack(new NewMessage(_alice, _bob, "Hello!", _clientMessageId)),
            isRepeat ? Times.Once : Times.Never);
    }

    private void Append(string content, Result<AppendedMessage> answer) => _messages
        .Setup(messages => messages.AppendAsync(
            new NewMessage(_alice, _bob, content, _clientMessageId), It.IsAny<CancellationToken>()))
        .ReturnsAsync(answer);

    private Task<Result<SentMessage>> SendAsync(string content) =>
        new SendMessageHandler(_messages.Object, _limits.Object)
        .Handle(new SendMessage(_alice, _bob, content, _clientMessageId), CancellationToken.None);
}
