using ChatApp.Application.Common;
using ChatApp.Application.Conversations;
using ChatApp.Application.Messages;
using ChatApp.Application.Tests.Writing;
using ChatApp.Application.Users;
using ChatApp.Application.Writing;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;
using MediatR;
using Moq;

namespace ChatApp.Application.Tests.Conversations;

internal sealed class BlockUserTests
{
    private readonly Talk _talk = new();
    private readonly Mock<ISendLimits> _limits = new();
    private readonly Mock<IUserDirectory> _users = new();
    private readonly Guid _clientMessageId = Guid.CreateVersion7();

    [Test]
    public void A_block_raises_the_revision_and_no_event()
    {
        Block(_talk.Alice, isBlocked: true, out var batch);

        Assert.That((batch.Events.Count, _talk.Conversation.Revision), Is.EqualTo((0, 1L)));
        Assert.That(_talk.MemberOf(_talk.Alice).BlockedAt, Is.EqualTo(Some.Noon));
        Assert.That(_talk.MemberOf(_talk.Bob).BlockedByPeerAt, Is.EqualTo(Some.Noon));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_repeat_changes_nothing_and_is_decided_on_current_rows(bool isBlocked)
    {
        Block(_talk.Alice, isBlocked);
        var revision = _talk.Conversation.Revision;

        Assert.That(Block(_talk.Alice, isBlocked, out var batch).IsSuccess, Is.True);

        Assert.That(_talk.Conversation.Revision, Is.EqualTo(revision));
        Assert.That(batch.NeedsCurrentRows, Is.True);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Neither_can_send_to_the_other(bool isBlockedBySender)
    {
        Block(isBlockedBySender ? _talk.Alice : _talk.Bob, isBlocked: true);

        var result = Send(_talk.Alice, out var batch);

        Assert.That(result.Error, Is.EqualTo(MessageErrors.Blocked));
        Assert.That((batch.NewMessages.Count, batch.Events.Count, batch.Members.Count), Is.EqualTo((0, 0, 0)));
        Assert.That(batch.NeedsCurrentRows, Is.True, "the block may have been lifted on another node");
    }

    [Test]
    public void Without_a_block_a_message_needs_no_current_rows_and_copies_no_member()
    {
        Send(_talk.Alice);

        Send(_talk.Alice, out var batch);

        Assert.That((batch.NeedsCurrentRows, batch.Members.Count), Is.EqualTo((false, 0)));
    }

    [Test]
    public void A_repeat_is_answered_under_a_block()
    {
        var first = Send(_talk.Alice, _clientMessageId).Value.Message;
        Block(_talk.Bob, isBlocked: true);

        var again = Send(_talk.Alice, _clientMessageId).Value;

        Assert.That((again.Message, again.IsRepeat), Is.EqualTo((first, true)));
    }

    [Test]
    public void A_block_earlier_in_the_batch_holds()
    {
        var batch = _talk.Begin();
        new BlockUserWrite(new BlockUser(_talk.Bob, _talk.Alice, IsBlocked: true), _limits.Object)
            .Decide(batch.StateOf(_talk.Known));

        Assert.That(
            SendOf(_talk.Alice, null).Decide(batch.StateOf(_talk.Known)).Error, Is.EqualTo(MessageErrors.Blocked));
    }

    [Test]
    public void Both_have_to_lift_their_blocks()
    {
        Block(_talk.Alice, isBlocked: true);
        Block(_talk.Bob, isBlocked: true);

        Block(_talk.Alice, isBlocked: false);
        Assert.That(Send(_talk.Alice).Error, Is.EqualTo(MessageErrors.Blocked));

        Block(_talk.Bob, isBlocked: false);
        Assert.That(Send(_talk.Alice).IsSuccess, Is.True);
        Assert.That(Send(_talk.Bob).IsSuccess, Is.True);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Under_a_block_a_message_cannot_be_edited_or_get_a_reaction_but_can_lose_both(bool isBlockedBySender)
    {
        var message = Send(_talk.Alice).Value.Message;
        React(_talk.Bob, message, isAdded: true);
        Block(isBlockedBySender ? _talk.Alice : _talk.Bob, isBlocked: true);

        var edit = _talk.Decide(new EditMessageWrite(new EditMessage(_talk.Alice, message.Id, "Bye!")), out var batch);

        Assert.That(edit.Error, Is.EqualTo(MessageErrors.Blocked));
        Assert.That(batch.Events, Is.Empty);
        Assert.That(batch.Messages.Single().Now.Content, Is.EqualTo("Hello!"));
        Assert.That(React(_talk.Alice, message, isAdded: true).Error, Is.EqualTo(MessageErrors.Blocked));
        Assert.That(React(_talk.Bob, message, isAdded: true).Error, Is.EqualTo(MessageErrors.Blocked));
        Assert.That(React(_talk.Bob, message, isAdded: false).IsSuccess, Is.True);
        _talk.Decide(new DeleteMessageWrite(new DeleteMessage(_talk.Alice, message.Id)), out var deleted);
        Assert.That(deleted.Events.Single().Positions, Has.Count.EqualTo(2));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Under_a_block_only_the_reader_learns_of_a_read_mark(bool isBlockedByReader)
    {
        var message = Send(_talk.Alice).Value.Message;
        Block(isBlockedByReader ? _talk.Bob : _talk.Alice, isBlocked: true);

        _talk.Decide(new MarkReadWrite(new MarkRead(_talk.Bob, _talk.Alice, message.Id)), out var batch);

        var read = (MessagesRead)batch.Events.Single();
        Assert.That(read.Positions, Is.EqualTo(new[] { new StreamPosition(_talk.Bob, 2) }));
        var bob = _talk.MemberOf(_talk.Bob);
        Assert.That((bob.ReadSeq, bob.ShownReadSeq, bob.DeliveredSeq), Is.EqualTo((1L, (long?)0, 0L)));
    }

    [Test]
    public void Under_a_block_a_delivered_mark_does_not_move()
    {
        var message = Send(_talk.Alice).Value.Message;
        Block(_talk.Alice, isBlocked: true);

        var result = _talk.Decide(
            new MarkDeliveredWrite(new MarkDelivered(_talk.Bob, _talk.Alice, message.Id)), out var batch);

        Assert.That((result.IsSuccess, batch.Events.Count), Is.EqualTo((true, 0)));
        Assert.That(batch.NeedsCurrentRows, Is.True);
        Assert.That(_talk.MemberOf(_talk.Bob).DeliveredSeq, Is.Zero);
    }

    [Test]
    public void Only_a_block_opens_a_conversation_and_it_counts_as_a_new_one()
    {
        var (block, unblock) = (WriteOf(isBlocked: true), WriteOf(isBlocked: false));
        var refusal = Error.RateLimited(TimeSpan.FromSeconds(3));
        _limits.Setup(limits => limits.CountNewConversation(_talk.Alice)).Returns(refusal);

        Assert.That((block.OpensConversation, unblock.OpensConversation), Is.EqualTo((true, false)));
        Assert.That(block.AdmitOpening(), Is.EqualTo(refusal));
        block.GiveBackOpening();
        _limits.Verify(limits => limits.GiveBackNewConversation(_talk.Alice), Times.Once);
    }

    [TestCase(true, true, false)]
    [TestCase(true, false, false)]
    [TestCase(false, true, true)]
    [TestCase(false, false, false)]
    public async Task Without_a_conversation_only_lifting_a_block_of_an_existing_user_succeeds(
        bool isBlocked, bool exists, bool succeeds)
    {
        var writer = new Mock<IConversationWriter>(MockBehavior.Strict);
        writer
            .Setup(port => port.WriteAsync(It.IsAny<BlockUserWrite>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(UserErrors.NotFound);
        _users.Setup(users => users.FindAsync(_talk.Bob, It.IsAny<CancellationToken>()))
            .ReturnsAsync(exists ? Some.User("bob") : null);

        var result = await new BlockUserHandler(writer.Object, _limits.Object, _users.Object).Handle(
            new BlockUser(_talk.Alice, _talk.Bob, isBlocked), CancellationToken.None);

        Assert.That(result.Error, Is.EqualTo(succeeds ? null : UserErrors.NotFound));
    }

    [Test]
    public void Nobody_blocks_oneself()
    {
        var result = new BlockUserValidator().Validate(new BlockUser(_talk.Alice, _talk.Alice, IsBlocked: true));

        Assert.That(result.Errors.Single().PropertyName, Is.EqualTo(nameof(BlockUser.UserId)));
    }

    private BlockUserWrite WriteOf(bool isBlocked) =>
        new(new BlockUser(_talk.Alice, _talk.Bob, isBlocked), _limits.Object);

    private void Block(Guid caller, bool isBlocked) => Block(caller, isBlocked, out _);

    private Result<Unit> Block(Guid caller, bool isBlocked, out WriteBatch batch)
    {
        var command = new BlockUser(caller, _talk.Known.Pair.PeerOf(caller), isBlocked);
        return _talk.Decide(new BlockUserWrite(command, _limits.Object), out batch);
    }

    private SendMessageWrite SendOf(Guid sender, Guid? clientMessageId) => new(
        new SendMessage(sender, _talk.Known.Pair.PeerOf(sender), "Hello!", clientMessageId), _limits.Object);

    private Result<SentMessage> Send(Guid sender, Guid? clientMessageId = null) =>
        _talk.Decide(SendOf(sender, clientMessageId), out _);

    private Result<SentMessage> Send(Guid sender, out WriteBatch batch) =>
        _talk.Decide(SendOf(sender, clientMessageId: null), out batch);

    private Result<Unit> React(Guid userId, Message message, bool isAdded) =>
        _talk.Decide(new ReactWrite(new React(userId, message.Id, "👍", isAdded)), out _);
}
