using ChatApp.Application.Common;
using ChatApp.Application.Messages;
using ChatApp.Application.Users;
using Moq;

namespace ChatApp.Application.Tests.Messages;

internal sealed class GetHistoryTests
{
    private static readonly Page<MessageDto> Page = new([Some.MessageDto()], HasMore: true);

    private readonly Mock<IMessageHistory> _history = new(MockBehavior.Strict);
    private readonly Mock<IUserDirectory> _users = new();
    private readonly Guid _alice = Guid.CreateVersion7();
    private readonly Guid _bob = Guid.CreateVersion7();
    private readonly Guid _conversation = Guid.CreateVersion7();
    private readonly Guid _third = Guid.CreateVersion7();
    private readonly Guid _ninth = Guid.CreateVersion7();

    public GetHistoryTests()
    {
        HaveConversation(_conversation);
        HaveMessage(_third, 3);
        HaveMessage(_ninth, 9);
    }

    [Test]
    public async Task Without_bounds_the_newest_messages_are_given()
    {
        ReadNewest(after: 0, before: long.MaxValue);

        Assert.That((await GetAsync(before: null, after: null)).Value, Is.EqualTo(Page));
    }

    [Test]
    public async Task Before_a_message_the_newest_ones_up_to_it_are_given()
    {
        ReadNewest(after: 0, before: 9);

        Assert.That((await GetAsync(before: _ninth, after: null)).Value, Is.EqualTo(Page));
    }

    [Test]
    public async Task After_a_message_the_oldest_ones_from_it_are_given()
    {
        _history
            .Setup(history => history.ReadOldestAsync(_conversation, 3, 20, It.IsAny<CancellationToken>()))
            .ReturnsAsync(Page);

        Assert.That((await GetAsync(before: null, after: _third)).Value, Is.EqualTo(Page));
    }

    [Test]
    public async Task Between_two_messages_the_newest_ones_are_given()
    {
        ReadNewest(after: 3, before: 9);

        Assert.That((await GetAsync(before: _ninth, after: _third)).Value, Is.EqualTo(Page));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_bound_that_is_no_message_of_the_conversation_is_not_found(bool isBefore)
    {
        var unknown = Guid.CreateVersion7();
        _history
            .Setup(history => history.FindSeqAsync(_conversation, unknown, It.IsAny<CancellationToken>()))
            .ReturnsAsync((long?)null);

        var result = await GetAsync(isBefore ? unknown : null, isBefore ? null : unknown);

        Assert.That((result.Error?.Kind, result.Error?.Code), Is.EqualTo((ErrorKind.NotFound, ErrorCodes.MessageNotFound)));
    }

    [Test]
    public async Task With_somebody_never_written_to_there_is_an_empty_page()
    {
        HaveConversation(null);
        _users.Setup(users => users.FindAsync(_bob, It.IsAny<CancellationToken>())).ReturnsAsync(Some.User("bob"));

        var result = await GetAsync(before: null, after: null);

        Assert.That(result.Value.Items, Is.Empty);
        Assert.That(result.Value.HasMore, Is.False);
    }

    [Test]
    public async Task With_somebody_never_written_to_no_message_can_be_a_bound()
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

        Assert.That((result.Error?.Kind, result.Error?.Code), Is.EqualTo((ErrorKind.NotFound, ErrorCodes.UserNotFound)));
    }

    [TestCase(0, false)]
    [TestCase(1, true)]
    [TestCase(200, true)]
    [TestCase(201, false)]
    public void A_page_has_1_to_200_messages(int limit, bool isValid)
    {
        var result = new GetHistoryValidator().Validate(new GetHistory(_alice, _bob, null, null, limit));

        Assert.That(result.IsValid, Is.EqualTo(isValid));
    }

    private Task<Result<Page<MessageDto>>> GetAsync(Guid? before, Guid? after) =>
        new GetHistoryHandler(_history.Object, _users.Object)
            .Handle(new GetHistory(_alice, _bob, before, after, 20), CancellationToken.None);

    private void HaveConversation(Guid? id) => _history
        .Setup(history => history.FindConversationAsync(_alice, _bob, It.IsAny<CancellationToken>()))
        .ReturnsAsync(id);

    private void HaveMessage(Guid id, long seq) => _history
        .Setup(history => history.FindSeqAsync(_conversation, id, It.IsAny<CancellationToken>()))
        .ReturnsAsync(seq);

    private void ReadNewest(long after, long before) => _history
        .Setup(history => history.ReadNewestAsync(_conversation, after, before, 20, It.IsAny<CancellationToken>()))
        .ReturnsAsync(Page);
}
