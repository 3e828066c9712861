using ChatApp.Application.Messages;
using Moq;

namespace ChatApp.Application.Tests.Messages;

internal sealed class GetMessageTests
{
    private readonly Mock<IMessageHistory> _history = new();
    private readonly GetMessage _query = new(Guid.CreateVersion7(), Guid.CreateVersion7());

    [Test]
    public async Task A_message_is_returned()
    {
        var message = Some.MessageDto();
        _history
            .Setup(history => history.FindMessageAsync(_query.UserId, _query.MessageId, CancellationToken.None))
            .ReturnsAsync(message);

        var result = await new GetMessageHandler(_history.Object).Handle(_query, CancellationToken.None);

        Assert.That(result.Value, Is.SameAs(message));
    }

    [Test]
    public async Task A_message_that_the_user_does_not_have_is_not_found()
    {
        var result = await new GetMessageHandler(_history.Object).Handle(_query, CancellationToken.None);

        Assert.That(result.Error, Is.EqualTo(MessageErrors.MessageNotFound));
    }
}
