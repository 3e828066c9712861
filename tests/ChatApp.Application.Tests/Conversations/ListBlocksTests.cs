using ChatApp.Application.Common;
using ChatApp.Application.Conversations;
using ChatApp.Application.Users;
using Moq;

namespace ChatApp.Application.Tests.Conversations;

internal sealed class ListBlocksTests
{
    private static readonly Page<UserDto> Page = new([], HasMore: true);

    private readonly Mock<IConversationStore> _conversations = new(MockBehavior.Strict);
    private readonly Guid _alice = Guid.CreateVersion7();
    private readonly Guid _bob = Guid.CreateVersion7();

    [Test]
    public async Task The_first_page_starts_at_the_newest_block()
    {
        List(null);

        Assert.That((await ListAsync(before: null)).Value, Is.EqualTo(Page));
    }

    [Test]
    public async Task The_next_page_starts_after_the_given_user()
    {
        var position = new BlockPosition(Some.Noon, _bob);
        Find(position);
        List(position);

        Assert.That((await ListAsync(_bob)).Value, Is.EqualTo(Page));
    }

    [Test]
    public async Task A_user_who_is_not_blocked_is_not_found()
    {
        Find(null);

        Assert.That((await ListAsync(_bob)).Error, Is.EqualTo(UserErrors.NotFound));
    }

    [TestCase(0, false)]
    [TestCase(1, true)]
    [TestCase(200, true)]
    [TestCase(201, false)]
    public void The_limit_is_checked(int limit, bool isValid)
    {
        var result = new ListBlocksValidator().Validate(new ListBlocks(_alice, Before: null, limit));

        Assert.That(result.IsValid, Is.EqualTo(isValid));
    }

    private Task<Result<Page<UserDto>>> ListAsync(Guid? before) => new ListBlocksHandler(_conversations.Object).Handle(
        new ListBlocks(_alice, before, 2), CancellationToken.None);

    private void Find(BlockPosition? position) => _conversations
        .Setup(store => store.FindBlockAsync(_alice, _bob, It.IsAny<CancellationToken>())).ReturnsAsync(position);

    private void List(BlockPosition? before) => _conversations
        .Setup(store => store.ListBlocksAsync(_alice, before, 2, It.IsAny<CancellationToken>())).ReturnsAsync(Page);
}
