using ChatApp.Application.Common;
using ChatApp.Application.Conversations;
using Moq;

namespace ChatApp.Application.Tests.Conversations;

internal sealed class ListConversationsTests
{
    private static readonly Page<ConversationDto> Page = new([], HasMore: true);

    private readonly Mock<IConversationStore> _conversations = new(MockBehavior.Strict);
    private readonly Guid _alice = Guid.CreateVersion7();
    private readonly Guid _bob = Guid.CreateVersion7();
    private readonly ConversationPosition _position = new(Pinned: false, Some.Noon, Guid.CreateVersion7());

    [Test]
    public async Task The_first_page_starts_at_the_top()
    {
        List(null);

        Assert.That((await ListAsync(before: null, beforeAt: null)).Value, Is.EqualTo(Page));
    }

    [Test]
    public async Task The_next_page_starts_after_the_given_user()
    {
        Find(_position);
        List(_position);

        Assert.That((await ListAsync(_bob, beforeAt: null)).Value, Is.EqualTo(Page));
    }

    [Test]
    public async Task A_row_that_moved_to_the_top_keeps_its_place_as_a_page_bound()
    {
        var seenAt = new DateTimeOffset(2026, 2, 25, 12, 30, 0, TimeSpan.FromHours(1));
        Find(_position);
        List(_position with { LastAt = Some.Noon.AddMinutes(-30) });

        Assert.That((await ListAsync(_bob, seenAt)).Value, Is.EqualTo(Page));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_row_that_was_pinned_or_unpinned_keeps_its_place_as_a_page_bound(bool wasPinned)
    {
        Find(_position with { Pinned = !wasPinned });
        List(_position with { Pinned = wasPinned });

        Assert.That((await ListAsync(_bob, Some.Noon, wasPinned)).Value, Is.EqualTo(Page));
    }

    [Test]
    public async Task A_user_without_a_conversation_is_not_found()
    {
        Find(null);

        var result = await ListAsync(_bob, beforeAt: null);

        Assert.That(
            (result.Error?.Kind, result.Error?.Code), Is.EqualTo((ErrorKind.NotFound, ErrorCodes.UserNotFound)));
    }

    [TestCase(0, false)]
    [TestCase(200, true)]
    [TestCase(201, false)]
    public void A_page_has_1_to_200_rows(int limit, bool isValid)
    {
        var result = new ListConversationsValidator().Validate(
            new ListConversations(_alice, false, null, null, null, limit));

        Assert.That(result.IsValid, Is.EqualTo(isValid));
    }

    private Task<Result<Page<ConversationDto>>> ListAsync(
        Guid? before, DateTimeOffset? beforeAt, bool? beforePinned = null) =>
        new ListConversationsHandler(_conversations.Object).Handle(
            new ListConversations(_alice, true, before, beforeAt, beforePinned, 20), CancellationToken.None);

    private void Find(ConversationPosition? position) => _conversations
        .Setup(conversations => conversations.FindPositionAsync(_alice, _bob, It.IsAny<CancellationToken>()))
        .ReturnsAsync(position);

    private void List(ConversationPosition? before) => _conversations
        .Setup(conversations => conversations.ListAsync(_alice, true, before, 20, It.IsAny<CancellationToken>()))
        .ReturnsAsync(Page);
}
