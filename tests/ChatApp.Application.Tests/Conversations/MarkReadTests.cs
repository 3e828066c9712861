using ChatApp.Application.Common;
using ChatApp.Application.Conversations;
using ChatApp.Application.Messages;
using MediatR;
using Moq;

namespace ChatApp.Application.Tests.Conversations;

internal sealed class MarkReadTests
{
    private readonly Mock<IConversationStore> _conversations = new(MockBehavior.Strict);
    private readonly Guid _alice = Guid.CreateVersion7();
    private readonly Guid _bob = Guid.CreateVersion7();
    private readonly Guid _message = Guid.CreateVersion7();

    [Test]
    public async Task A_mark_goes_to_the_store()
    {
        Mark(Unit.Value);

        Assert.That((await MarkAsync()).IsSuccess, Is.True);
    }

    [Test]
    public async Task The_stores_refusal_is_the_answer()
    {
        Mark(MessageErrors.MessageNotFound);

        Assert.That((await MarkAsync()).Error, Is.EqualTo(MessageErrors.MessageNotFound));
    }

    [Test]
    public void User_and_message_are_required()
    {
        var result = new MarkReadValidator().Validate(new MarkRead(_alice, null, null));

        Assert.That(
            result.Errors.Select(failure => failure.PropertyName),
            Is.EqualTo(new[] { nameof(MarkRead.UserId), nameof(MarkRead.MessageId) }));
    }

    private Task<Result<Unit>> MarkAsync() =>
        new MarkReadHandler(_conversations.Object).Handle(new MarkRead(_alice, _bob, _message), CancellationToken.None);

    private void Mark(Result<Unit> answer) => _conversations
        .Setup(conversations => conversations.MarkReadAsync(_alice, _bob, _message, It.IsAny<CancellationToken>()))
        .ReturnsAsync(answer);
}
