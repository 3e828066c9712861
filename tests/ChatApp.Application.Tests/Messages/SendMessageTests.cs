using ChatApp.Application.Common;
using ChatApp.Application.Messages;
using ChatApp.Application.Writing;
using Moq;

namespace ChatApp.Application.Tests.Messages;

internal sealed class SendMessageTests
{
    private readonly Mock<IConversationWriter> _writer = new(MockBehavior.Strict);
    private readonly Mock<ISendLimits> _limits = new();
    private readonly SendMessage _command =
        new(Guid.CreateVersion7(), Guid.CreateVersion7(), "Hello!", Guid.CreateVersion7());

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_written_message_is_returned(bool isRepeat)
    {
        var sent = Sent(isRepeat);
        Write(sent);

        Assert.That((await SendAsync()).Value, Is.SameAs(sent));
    }

    [Test]
    public async Task Send_to_a_stranger_is_refused()
    {
        Write(MessageErrors.RecipientNotFound);

        var result = await SendAsync();

        Assert.That(
            (result.Error?.Kind, result.Error?.Code),
            Is.EqualTo((ErrorKind.NotFound, ErrorCodes.RecipientNotFound)));
    }

    [Test]
    public void The_message_is_queued_before_the_call_returns()
    {
        var pending = new TaskCompletionSource<Result<SentMessage>>();
        _writer
            .Setup(writer => writer.WriteAsync(It.IsAny<SendMessageWrite>(), It.IsAny<CancellationToken>()))
            .Returns(pending.Task);

        var sending = SendAsync();

        Assert.That(sending.IsCompleted, Is.False);
        _writer.Verify(
            writer => writer.WriteAsync(It.IsAny<SendMessageWrite>(), It.IsAny<CancellationToken>()), Times.Once);
    }

    [Test]
    public async Task A_message_over_the_rate_limit_is_not_queued()
    {
        var refusal = Error.RateLimited(TimeSpan.FromSeconds(2));
        _limits.Setup(limits => limits.CountMessage(_command)).Returns(refusal);

        Assert.That((await SendAsync()).Error, Is.EqualTo(refusal));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_repeat_does_not_count_against_a_limit(bool isRepeat)
    {
        Write(Sent(isRepeat));

        await SendAsync();

        _limits.Verify(limits => limits.GiveBack(_command), isRepeat ? Times.Once : Times.Never);
    }

    private SentMessage Sent(bool isRepeat) =>
        new(Some.Message(_command.SenderId, _command.RecipientId!.Value), "Alice", isRepeat, StreamHead: 1);

    private void Write(Result<SentMessage> answer) => _writer
        .Setup(writer => writer.WriteAsync(It.IsAny<SendMessageWrite>(), It.IsAny<CancellationToken>()))
        .ReturnsAsync(answer);

    private Task<Result<SentMessage>> SendAsync() =>
        new SendMessageHandler(_writer.Object, _limits.Object, new SendMetrics())
            .Handle(_command, CancellationToken.None);
}
