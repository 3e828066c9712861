using ChatApp.Application.Common;
using ChatApp.Application.Conversations;
using ChatApp.Application.Messages;
using ChatApp.Application.Tests.Writing;
using ChatApp.Application.Writing;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using Moq;

namespace ChatApp.Application.Tests.Conversations;

internal sealed class UpdateConversationTests
{
    private static readonly ConversationDto Row = new(
        Guid.CreateVersion7(), "alice", "alice", "Hello!", Guid.CreateVersion7(), Guid.CreateVersion7(), Some.Noon,
        1, 1, 0, 0, 0, Archived: true, Muted: false, Pinned: false, Guid.CreateVersion7(), Online: false,
        LastSeenAt: null);

    private readonly Talk _talk = new();

    [Test]
    public async Task The_row_of_the_list_is_returned()
    {
        var writer = new Mock<IConversationWriter>(MockBehavior.Strict);
        writer
            .Setup(port => port.WriteAsync(It.IsAny<UpdateConversationWrite>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(Row.ConversationId);
        var store = new Mock<IConversationStore>(MockBehavior.Strict);
        store
            .Setup(port => port.GetAsync(_talk.Bob, Row.ConversationId, It.IsAny<CancellationToken>()))
            .ReturnsAsync(Row);

        var result = await new UpdateConversationHandler(writer.Object, store.Object).Handle(
            new UpdateConversation(_talk.Bob, _talk.Alice, true, null, null), CancellationToken.None);

        Assert.That(result.Value, Is.EqualTo(Row));
    }

    [TestCase(true, null, null, true, false, false)]
    [TestCase(null, true, null, false, true, false)]
    [TestCase(null, null, true, false, false, true)]
    [TestCase(true, true, true, true, true, true)]
    public void What_is_named_is_set_for_the_caller_alone(
        bool? archived, bool? muted, bool? pinned, bool isArchived, bool isMuted, bool isPinned)
    {
        Send();

        Assert.That(Update(archived, muted, pinned, out var batch).Value, Is.EqualTo(_talk.Known.Id));

        var (alice, bob) = (_talk.MemberOf(_talk.Alice), _talk.MemberOf(_talk.Bob));
        Assert.That((bob.Archived, bob.Muted, bob.Pinned), Is.EqualTo((isArchived, isMuted, isPinned)));
        Assert.That((alice.Archived, alice.Muted, alice.Pinned), Is.EqualTo((false, false, false)));
        var updated = (ConversationUpdated)batch.Events.Single();
        Assert.That(
            (updated.PeerId, updated.Archived, updated.Muted, updated.Pinned),
            Is.EqualTo((_talk.Alice, isArchived, isMuted, isPinned)));
        Assert.That(updated.Positions, Is.EqualTo(new[] { new StreamPosition(_talk.Bob, 2) }));
        Assert.That(_talk.Conversation.Revision, Is.EqualTo(1), "other nodes must not decide on the old values");
    }

    [TestCase(null, null, null)]
    [TestCase(true, null, false)]
    [TestCase(true, false, false)]
    public void What_is_set_already_changes_nothing(bool? archived, bool? muted, bool? pinned)
    {
        Send();
        Update(true, null, null, out _);

        Assert.That(Update(archived, muted, pinned, out var batch).IsSuccess, Is.True);
        Assert.That((batch.Events.Count, _talk.Conversation.Revision), Is.EqualTo((0, 1L)));
    }

    [Test]
    public void A_conversation_without_messages_is_not_found()
    {
        var result = Update(true, null, null, out var batch);

        Assert.That(
            (result.Error?.Kind, result.Error?.Code),
            Is.EqualTo((ErrorKind.NotFound, ErrorCodes.ConversationNotFound)));
        Assert.That(batch.Events, Is.Empty);
    }

    private void Send() => _talk.Decide(
        new SendMessageWrite(new SendMessage(_talk.Alice, _talk.Bob, "Hello!", null), new Mock<ISendLimits>().Object),
        out _);

    private Result<Guid> Update(bool? archived, bool? muted, bool? pinned, out WriteBatch batch) => _talk.Decide(
        new UpdateConversationWrite(new UpdateConversation(_talk.Bob, _talk.Alice, archived, muted, pinned)),
        out batch);
}
