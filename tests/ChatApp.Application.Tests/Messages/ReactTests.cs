using ChatApp.Application.Common;
using ChatApp.Application.Messages;
using ChatApp.Application.Tests.Writing;
using ChatApp.Application.Writing;
using ChatApp.Domain.Messages;
using MediatR;
using Moq;

namespace ChatApp.Application.Tests.Messages;

internal sealed class ReactTests
{
    private readonly Talk _talk = new();
    private readonly Message _message;

    public ReactTests() => _message = _talk.Decide(
        new SendMessageWrite(
            new SendMessage(_talk.Alice, _talk.Bob, "Hello!", null), new Mock<ISendLimits>().Object),
        out _).Value.Message;

    [Test]
    public void A_reaction_raises_one_event_for_both_users_and_a_repeat_raises_none()
    {
        Decide(isAdded: true, out var first);
        Decide(isAdded: true, out var second);
        Decide(isAdded: false, out var third);
        Decide(isAdded: false, out var fourth);

        var added = (ReactionAdded)first.Events.Single();
        Assert.That((added.MessageId, added.UserId, added.Emoji), Is.EqualTo((_message.Id, _talk.Bob, "👍")));
        Assert.That(added.Positions, Has.Count.EqualTo(2));
        Assert.That(second.Events, Is.Empty);
        Assert.That(third.Events.Single(), Is.TypeOf<ReactionRemoved>());
        Assert.That(fourth.Events, Is.Empty);
    }

    [Test]
    public async Task A_change_counts_against_the_limits()
    {
        var limits = new Mock<ISendLimits>();
        var refusal = Error.RateLimited(TimeSpan.FromSeconds(3));
        limits.Setup(limit => limit.CountChange(_talk.Bob, 2)).Returns(refusal);
        var writer = new Mock<IConversationWriter>(MockBehavior.Strict);

        var answer = await new ReactHandler(writer.Object, limits.Object).Handle(
            new React(_talk.Bob, _message.Id, "👍", IsAdded: true), CancellationToken.None);

        Assert.That(answer.Error, Is.EqualTo(refusal));
    }

    private Result<Unit> Decide(bool isAdded, out WriteBatch batch) =>
        _talk.Decide(new ReactWrite(new React(_talk.Bob, _message.Id, "👍", isAdded)), out batch);
}
