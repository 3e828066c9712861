using System.Text.Json;
using ChatApp.Application.Common;
using ChatApp.Application.Messages;
using ChatApp.Application.Tests.Writing;
using ChatApp.Application.Writing;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;
using Moq;

namespace ChatApp.Application.Tests.Messages;

internal sealed class SendMessageWriteTests
{
    private readonly Mock<ISendLimits> _limits = new();
    private readonly Guid _clientMessageId = Guid.CreateVersion7();

    [Test]
    public void A_message_gets_the_next_seq_and_is_an_event_for_both()
    {
        var talk = new Talk();
        Send(talk, talk.Bob, talk.Alice);

        var sent = Send(talk, talk.Alice, talk.Bob, out var batch).Value;

        Assert.That(
            (sent.Message.Seq, sent.SenderUsername, sent.IsRepeat, sent.StreamHead),
            Is.EqualTo((2L, "alice", false, 2L)));
        Assert.That(batch.NewMessages, Is.EqualTo(new[] { sent.Message }));
        var raised = (MessageSent)batch.Events.Single();
        Assert.That(raised.Message, Is.SameAs(sent.Message));
        Assert.That(
            raised.Positions,
            Is.EquivalentTo(new[] { new StreamPosition(talk.Alice, 2), new StreamPosition(talk.Bob, 2) }));
    }

    [Test]
    public void A_note_to_oneself_is_one_event_in_one_stream()
    {
        var talk = new Talk(isNote: true);

        Send(talk, talk.Alice, talk.Alice, out var batch);

        Assert.That(batch.Events.Single().Positions, Is.EqualTo(new[] { new StreamPosition(talk.Alice, 1) }));
    }

    [Test]
    public void A_closed_account_is_not_found_but_a_repeat_is_answered()
    {
        var talk = new Talk();
        var first = Send(talk, talk.Alice, talk.Bob).Value.Message;
        talk.MemberOf(talk.Bob).SetBlock(talk.MemberOf(talk.Alice), Some.Noon);
        talk.Close(talk.Bob);

        Assert.That(Send(talk, talk.Alice, talk.Bob).Value.Message, Is.EqualTo(first), "a repeat");
        var command = new SendMessage(talk.Alice, talk.Bob, "new", ClientMessageId: null);
        var refused = talk.Decide(new SendMessageWrite(command, _limits.Object), out var batch);
        Assert.That(refused.Error, Is.EqualTo(MessageErrors.RecipientNotFound));
        Assert.That(batch.NewMessages.Count + batch.Events.Count, Is.Zero);
        Assert.That(batch.NeedsCurrentRows, Is.True, "it may be a repeat");
    }

    [Test]
    public void A_closed_account_sends_nothing()
    {
        var talk = new Talk();
        talk.Close(talk.Alice);

        var sent = Send(talk, talk.Alice, talk.Bob, out var batch);

        Assert.That(sent.Error?.Code, Is.EqualTo(ErrorCodes.Unauthorized));
        Assert.That(batch.NewMessages, Is.Empty);
    }

    [Test]
    public void A_repeat_returns_the_first_message_and_changes_nothing()
    {
        var talk = new Talk();
        var first = Send(talk, talk.Alice, talk.Bob).Value.Message;
        Send(talk, talk.Bob, talk.Alice);

        var again = Send(talk, talk.Alice, talk.Bob, out var batch).Value;

        Assert.That((again.Message, again.IsRepeat, again.StreamHead), Is.EqualTo((first, true, 2L)));
        Assert.That(batch.Events, Is.Empty);
        Assert.That(talk.Conversation.LastSeq, Is.EqualTo(2));
    }

    [Test]
    public void The_same_id_with_another_text_is_a_conflict()
    {
        var talk = new Talk();
        Send(talk, talk.Alice, talk.Bob, "Hello!");

        var other = Send(talk, talk.Alice, talk.Bob, "hello!");

        Assert.That(other.Error?.Code, Is.EqualTo(ErrorCodes.ClientMessageIdConflict));
    }

    [Test]
    public void Two_sends_with_the_same_id_in_one_batch_are_one_message()
    {
        var talk = new Talk();
        var write = new SendMessageWrite(
            new SendMessage(talk.Alice, talk.Bob, "Hello!", _clientMessageId), _limits.Object);

        var batch = talk.Begin();
        var first = write.Decide(batch.StateOf(talk.Known)).Value;
        var second = write.Decide(batch.StateOf(talk.Known)).Value;

        Assert.That((second.Message, second.IsRepeat), Is.EqualTo((first.Message, true)));
        Assert.That(batch.NewMessages, Has.Count.EqualTo(1));
    }

    [Test]
    public void The_conversation_moves_in_both_lists_only_when_the_minute_changes()
    {
        var talk = new Talk();
        Send(talk, talk.Alice, talk.Bob, out var first);
        talk.Clock.Advance(TimeSpan.FromSeconds(59));
        Send(talk, talk.Bob, talk.Alice, out var second);
        talk.Clock.Advance(TimeSpan.FromSeconds(1));
        Send(talk, talk.Bob, talk.Alice, "next minute", out var third);

        Assert.That((first.Members.Count, second.Members.Count, third.Members.Count), Is.EqualTo((2, 0, 2)));
        Assert.That(talk.MemberOf(talk.Alice).ListedMinute, Is.EqualTo(Some.Noon.AddMinutes(1)));
        Assert.That(talk.MemberOf(talk.Bob).ListedMinute, Is.EqualTo(Some.Noon.AddMinutes(1)));
    }

    [Test]
    public void A_reply_names_the_message_that_it_answers()
    {
        var talk = new Talk();
        var first = Send(talk, talk.Alice, talk.Bob).Value.Message;

        var reply = talk.Decide(Reply(talk, first.Id), out var batch).Value.Message;

        Assert.That(reply.ReplyToId, Is.EqualTo(first.Id));
        Assert.That(batch.Positions, Is.EqualTo(new[] { MessagePosition.Of(first) }), "confirmed at the commit");
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_reply_to_a_message_that_the_conversation_does_not_have_is_refused(bool isElsewhere)
    {
        var talk = new Talk();
        var elsewhere = Some.Message(talk.Alice, talk.Bob);
        if (isElsewhere)
        {
            talk.Load(elsewhere);
        }

        var result = talk.Decide(Reply(talk, elsewhere.Id), out var batch);

        Assert.That(result.Error, Is.EqualTo(MessageErrors.MessageNotFound));
        Assert.That((batch.NewMessages.Count, talk.Conversation.LastSeq), Is.EqualTo((0, 0L)));
    }

    [Test]
    public void A_repeat_does_not_compare_the_answered_message()
    {
        var talk = new Talk();
        var first = Send(talk, talk.Alice, talk.Bob).Value.Message;

        var again = talk.Decide(
            new SendMessageWrite(
                new SendMessage(talk.Alice, talk.Bob, "Hello!", _clientMessageId, Guid.CreateVersion7()),
                _limits.Object),
            out _).Value;

        Assert.That((again.Message, again.IsRepeat), Is.EqualTo((first, true)));
    }

    [Test]
    public void Data_are_stored_and_compared_as_JSON_with_those_of_a_repeat()
    {
        var talk = new Talk();

        var first = WithData("""{"a":1.0,"b":2}""").Value;

        Assert.That((first.IsRepeat, first.Message.Data), Is.EqualTo((false, """{"a":1.0,"b":2}""")));
        Assert.That(WithData("""{"b":2,"a":1}""").Value.IsRepeat, Is.True);
        Assert.That(WithData("""{"a":1}""").Error, Is.EqualTo(MessageErrors.ClientMessageIdConflict));
        Assert.That(WithData(null).Error, Is.EqualTo(MessageErrors.ClientMessageIdConflict));

        Result<SentMessage> WithData(string? json) => talk.Decide(
            new SendMessageWrite(
                new SendMessage(
                    talk.Alice, talk.Bob, "Hello!", _clientMessageId, Data: json is null ? null : new(json)),
                _limits.Object),
            out _);
    }

    [Test]
    public async Task Data_that_may_not_be_sent_are_neither_counted_nor_written()
    {
        var writer = new Mock<IConversationWriter>(MockBehavior.Strict);

        var result = await new SendMessageHandler(writer.Object, _limits.Object, new SendMetrics()).Handle(
            new SendMessage(Guid.CreateVersion7(), Guid.CreateVersion7(), "Hello!", null, Data: NoData()),
            CancellationToken.None);

        Assert.That(result.Error?.Fields, Does.ContainKey("data"));
        _limits.Verify(limits => limits.CountMessage(It.IsAny<SendMessage>()), Times.Never);
    }

    [Test]
    public void Only_a_reply_names_a_position_and_only_a_reply_opens_no_conversation()
    {
        var talk = new Talk();
        var target = Guid.CreateVersion7();
        var (plain, reply) = (
            new SendMessageWrite(new SendMessage(talk.Alice, talk.Bob, "Hello!", null), _limits.Object),
            Reply(talk, target));
        var (plainKeys, replyKeys) = (new WriteKeys(), new WriteKeys());

        plain.AddKeys(plainKeys);
        reply.AddKeys(replyKeys);

        Assert.That((plainKeys.PositionIds.Count, replyKeys.PositionIds.Single()), Is.EqualTo((0, target)));
        Assert.That((plain.OpensConversation, reply.OpensConversation), Is.EqualTo((true, false)));
        Assert.That(
            (plain.WithoutConversation, reply.WithoutConversation),
            Is.EqualTo((MessageErrors.RecipientNotFound, MessageErrors.MessageNotFound)));
    }

    [Test]
    public void A_message_of_the_other_user_takes_the_conversation_out_of_the_archive_and_tells_it_after_itself()
    {
        var talk = new Talk();
        Send(talk, talk.Bob, talk.Alice);
        Arrange(talk, talk.Alice, archived: true, muted: false, pinned: true);

        Send(talk, talk.Bob, talk.Alice, out var batch);

        Assert.That(talk.MemberOf(talk.Alice).Archived, Is.False);
        Assert.That(
            batch.Events.Select(storedEvent => storedEvent.GetType()),
            Is.EqualTo(new[] { typeof(MessageSent), typeof(ConversationUpdated) }));
        var updated = (ConversationUpdated)batch.Events[1];
        Assert.That(
            (updated.PeerId, updated.Archived, updated.Muted, updated.Pinned, updated.Positions.Single().UserId),
            Is.EqualTo((talk.Bob, false, false, true, talk.Alice)));
    }

    [TestCase(true, false, TestName = "A message of one's own leaves the conversation in the archive")]
    [TestCase(false, true, TestName = "A message of the other user leaves a muted conversation in the archive")]
    public void A_conversation_stays_in_the_archive(bool isOwn, bool muted)
    {
        var talk = new Talk();
        Send(talk, talk.Bob, talk.Alice);
        Arrange(talk, talk.Alice, archived: true, muted, pinned: false);

        Send(talk, isOwn ? talk.Alice : talk.Bob, isOwn ? talk.Bob : talk.Alice, out var batch);

        Assert.That((talk.MemberOf(talk.Alice).Archived, batch.Events.Count), Is.EqualTo((true, 1)));
    }

    [Test]
    public void A_note_leaves_the_notes_in_the_archive()
    {
        var talk = new Talk(isNote: true);
        Send(talk, talk.Alice, talk.Alice);
        Arrange(talk, talk.Alice, archived: true, muted: false, pinned: false);

        Send(talk, talk.Alice, talk.Alice, out var batch);

        Assert.That((talk.MemberOf(talk.Alice).Archived, batch.Events.Count), Is.EqualTo((true, 1)));
    }

    [TestCase(false, 1)]
    [TestCase(true, 0)]
    public void A_new_conversation_counts_against_the_limit_unless_it_is_a_note(bool isNote, int times)
    {
        var talk = new Talk(isNote);
        var write = new SendMessageWrite(new SendMessage(talk.Alice, talk.Bob, "Hello!", null), _limits.Object);

        write.AdmitOpening();
        write.GiveBackOpening();

        _limits.Verify(limits => limits.CountNewConversation(talk.Alice), Times.Exactly(times));
        _limits.Verify(limits => limits.GiveBackNewConversation(talk.Alice), Times.Exactly(times));
    }

    private static void Arrange(Talk talk, Guid user, bool archived, bool muted, bool pinned) =>
        talk.MemberOf(user).Arrange(talk.Conversation, archived, muted, pinned);
    private static MessageData NoData()
    {
        var reader = new Utf8JsonReader("[]"u8);
        reader.Read();
        return MessageData.Read(ref reader);
    }

    private SendMessageWrite Reply(Talk talk, Guid replyToId) =>
        new(new SendMessage(talk.Bob, talk.Alice, "Hello, Alice!", null, replyToId), _limits.Object);

    private Result<SentMessage> Send(Talk talk, Guid sender, Guid recipient, string content = "Hello!") =>
        Send(talk, sender, recipient, content, out _);

    private Result<SentMessage> Send(Talk talk, Guid sender, Guid recipient, out WriteBatch batch) =>
        Send(talk, sender, recipient, "Hello!", out batch);

    private Result<SentMessage> Send(Talk talk, Guid sender, Guid recipient, string content, out WriteBatch batch) =>
        talk.Decide(
            new SendMessageWrite(
                new SendMessage(sender, recipient, content, sender == talk.Bob ? null : _clientMessageId),
                _limits.Object),
            out batch);
}
