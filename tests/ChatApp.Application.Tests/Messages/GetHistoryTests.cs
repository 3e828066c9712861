using ChatApp.Application.Common;
using ChatApp.Application.Messages;
using ChatApp.Application.Users;
using ChatApp.Application.Writing;
using ChatApp.Domain.Conversations;
using Moq;

namespace ChatApp.Application.Tests.Messages;

internal sealed class GetHistoryTests
{
    private static readonly Page<MessageDto> Page = new([Some.MessageDto()], HasMore: true);
    private static readonly Page<MessageDto> Empty = new([], HasMore: false);

    private readonly Mock<IMessageHistory> _history = new(MockBehavior.Strict);
    private readonly Mock<IUserDirectory> _users = new();
    private readonly Guid _alice = Guid.CreateVersion7();
    private readonly Guid _bob = Guid.CreateVersion7();
    private readonly KnownConversation _conversation;
    private readonly Guid _third = Guid.CreateVersion7();
    private readonly Guid _ninth = Guid.CreateVersion7();

    public GetHistoryTests()
    {
        _conversation = new KnownConversation(Guid.CreateVersion7(), ParticipantPair.Of(_alice, _bob), "alice", "bob");
        HaveConversation(_conversation);
    }

    [TestCase(false, false)]
    [TestCase(true, false)]
    [TestCase(false, true)]
    [TestCase(true, true)]
    public async Task A_page_of_the_range_is_returned(bool hasBefore, bool hasAfter)
    {
        var (before, after) = (hasBefore ? _ninth : (Guid?)null, hasAfter ? _third : (Guid?)null);
        Read(before, after, Page);

        Assert.That((await GetAsync(before, after)).Value, Is.EqualTo(Page));
    }

    [Test]
    public async Task A_range_between_two_messages_can_be_empty()
    {
        Read(_ninth, _third, Empty);
        HaveMessage(_third, true);
        HaveMessage(_ninth, true);

        Assert.That((await GetAsync(_ninth, _third)).Value, Is.EqualTo(Empty));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_bound_outside_the_conversation_is_not_found(bool isBefore)
    {
        var unknown = Guid.CreateVersion7();
        var (before, after) = isBefore ? (unknown, _third) : (_ninth, unknown);
        Read(before, after, Empty);
        HaveMessage(_third, true);
        HaveMessage(_ninth, true);
        HaveMessage(unknown, false);

        var result = await GetAsync(before, after);

        Assert.That(
            (result.Error?.Kind, result.Error?.Code), Is.EqualTo((ErrorKind.NotFound, ErrorCodes.MessageNotFound)));
    }

    [Test]
    public async Task History_with_a_user_without_a_conversation_is_empty()
    {
        HaveConversation(null);
        _users.Setup(users => users.FindAsync(_bob, It.IsAny<CancellationToken>())).ReturnsAsync(Some.User("bob"));

        var result = await GetAsync(before: null, after: null);

        Assert.That(result.Value.Items, Is.Empty);
        Assert.That(result.Value.HasMore, Is.False);
    }

    [Test]
    public async Task A_bound_is_not_found_without_a_conversation()
    {
        HaveConversation(null);
        _users.Setup(users => users.FindAsync(_bob, It.IsAny<CancellationToken>())).ReturnsAsync(Some.User("bob"));

        var result = await GetAsync(before: _ninth, after: null);

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.MessageNotFound));
    }

    [Test]
    public async Task An_unknown_user_is_not_found()
    {
        HaveConversation(null);

        var result = await GetAsync(before: null, after: null);

        Assert.That(
            (result.Error?.Kind, result.Error?.Code), Is.EqualTo((ErrorKind.NotFound, ErrorCodes.UserNotFound)));
    }

    [TestCase(0, false)]
    [TestCase(1, true)]
    [TestCase(200, true)]
    [TestCase(201, false)]
    public void A_page_has_1_to_200_messages(int limit, bool isValid)
    {
        var result = new GetHistoryValidator().Validate(new GetHistory(_alice, _bob, null, null, null, limit));

        Assert.That(result.IsValid, Is.EqualTo(isValid));
    }

    [TestCase(false, false, true)]
    [TestCase(true, false, false)]
    [TestCase(false, true, false)]
    public void Around_stands_alone(bool hasBefore, bool hasAfter, bool isValid)
    {
        var query = new GetHistory(_alice, _bob, hasBefore ? _ninth : null, hasAfter ? _third : null, _third, 20);

        var result = new GetHistoryValidator().Validate(query);

        Assert.That(result.IsValid, Is.EqualTo(isValid));
        Assert.That(result.Errors.Select(error => error.PropertyName), Is.All.EqualTo(nameof(GetHistory.Around)));
    }

    [Test]
    public async Task A_page_around_a_message_is_returned()
    {
        Read(new HistoryRange(null, null, _third), Page);

        Assert.That((await GetAsync(null, null, _third)).Value, Is.EqualTo(Page));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task An_unknown_message_has_no_page_around_it(bool hasConversation)
    {
        HaveConversation(hasConversation ? _conversation : null);
        _users.Setup(users => users.FindAsync(_bob, It.IsAny<CancellationToken>())).ReturnsAsync(Some.User("bob"));
        Read(new HistoryRange(null, null, _third), Empty);
        HaveMessage(_third, false);

        Assert.That((await GetAsync(null, null, _third)).Error, Is.EqualTo(MessageErrors.MessageNotFound));
    }

    private Task<Result<Page<MessageDto>>> GetAsync(Guid? before, Guid? after, Guid? around = null) =>
        new GetHistoryHandler(_history.Object, _users.Object)
            .Handle(new GetHistory(_alice, _bob, before, after, around, 20), CancellationToken.None);

    private void HaveConversation(KnownConversation? conversation) => _history
        .Setup(history => history.FindConversationAsync(_alice, _bob, It.IsAny<CancellationToken>()))
        .ReturnsAsync(conversation);

    private void HaveMessage(Guid id, bool exists) => _history
        .Setup(history => history.HasMessageAsync(_conversation, id, It.IsAny<CancellationToken>()))
        .ReturnsAsync(exists);

    private void Read(Guid? before, Guid? after, Page<MessageDto> page) =>
        Read(new HistoryRange(before, after), page);

    private void Read(HistoryRange range, Page<MessageDto> page) => _history
        .Setup(history => history.ReadAsync(_conversation, range, 20, It.IsAny<CancellationToken>()))
        .ReturnsAsync(page);
}
