using ChatApp.Application.Common;
using ChatApp.Application.Conversations;
using ChatApp.Application.Signals;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace ChatApp.Application.Tests.Signals;

internal sealed class ShowTypingTests
{
    private readonly Guid _alice = Guid.CreateVersion7();
    private readonly Guid _bob = Guid.CreateVersion7();
    private readonly FakeTimeProvider _time = new(Some.Noon);
    private readonly Mock<IConversationStore> _conversations = new(MockBehavior.Strict);
    private readonly List<(Guid RecipientId, string Type, Guid UserId)> _published = [];
    private readonly Mock<IFailureClassifier> _failures = new();
    private readonly ShowTypingHandler _handler;

    public ShowTypingTests()
    {
        var publisher = new Mock<ISignalPublisher>();
        publisher
            .Setup(port => port.Publish(It.IsAny<Guid>(), It.IsAny<EncodedSignal>()))
            .Callback((Guid recipientId, EncodedSignal signal) =>
                _published.Add((recipientId, signal.Type, signal.UserId)));
        _handler = new ShowTypingHandler(
            new TypingThrottle(_time), new SignalAudience(_conversations.Object), publisher.Object, _failures.Object);
    }

    [Test]
    public async Task A_signal_is_lost_without_an_error_if_the_database_is_out_of_reach()
    {
        var outage = new TimeoutException();
        _failures.Setup(port => port.IsTransient(outage)).Returns(true);
        _conversations
            .Setup(port => port.AreInTouchAsync(_alice, _bob, It.IsAny<CancellationToken>()))
            .ThrowsAsync(outage);

        await ShowAsync(_alice, _bob);

        Assert.That(_published, Is.Empty);
    }

    [Test]
    public async Task A_recipient_with_whom_the_user_is_in_touch_gets_the_signal()
    {
        InTouch(_alice, _bob);

        await ShowAsync(_alice, _bob);

        Assert.That(_published, Is.EqualTo(new[] { (_bob, "typing", _alice) }));
    }

    [Test]
    public async Task A_user_with_whom_the_user_is_not_in_touch_gets_nothing()
    {
        InTouch(_alice, _bob, isInTouch: false);

        await ShowAsync(_alice, _bob);

        Assert.That(_published, Is.Empty);
    }

    [Test]
    public async Task Nobody_is_shown_the_own_typing()
    {
        await ShowAsync(_alice, _alice);

        Assert.That(_published, Is.Empty);
    }

    [Test]
    public async Task One_signal_of_a_pair_passes_in_two_seconds_and_the_others_look_nothing_up()
    {
        var carol = Guid.CreateVersion7();
        InTouch(_alice, _bob);
        InTouch(_bob, _alice);
        InTouch(_alice, carol);
        for (var i = 0; i < 100; i++)
        {
            await ShowAsync(_alice, _bob);
        }

        Assert.That(_published, Has.Count.EqualTo(1));
        _conversations.Verify(
            port => port.AreInTouchAsync(_alice, _bob, It.IsAny<CancellationToken>()), Times.Once);
        await ShowAsync(_alice, carol);
        await ShowAsync(_bob, _alice);
        Assert.That(_published, Has.Count.EqualTo(3), "each sender and recipient for itself");

        _time.Advance(TimeSpan.FromSeconds(1.999));
        await ShowAsync(_alice, _bob);
        Assert.That(_published, Has.Count.EqualTo(3));
        _time.Advance(TimeSpan.FromSeconds(0.001));
        await ShowAsync(_alice, _bob);
        await ShowAsync(_alice, _bob);
        Assert.That(_published, Has.Count.EqualTo(4));
    }

    [Test]
    public void A_recipient_is_required()
    {
        var result = new ShowTypingValidator().Validate(new ShowTyping(_alice, RecipientId: null));

        Assert.That(result.Errors.Single().PropertyName, Is.EqualTo("RecipientId"));
    }

    private async Task ShowAsync(Guid userId, Guid recipientId)
    {
        var result = await _handler.Handle(new ShowTyping(userId, recipientId), CancellationToken.None);
        Assert.That(result.IsSuccess, Is.True);
    }

    private void InTouch(Guid userId, Guid peerId, bool isInTouch = true) => _conversations
        .Setup(port => port.AreInTouchAsync(userId, peerId, It.IsAny<CancellationToken>())).ReturnsAsync(isInTouch);
}
