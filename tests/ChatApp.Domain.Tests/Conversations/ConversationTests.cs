using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;

namespace ChatApp.Domain.Tests.Conversations;

internal sealed class ConversationTests
{
    private static readonly DateTimeOffset Noon = new(2026, 2, 25, 12, 0, 0, TimeSpan.Zero);

    private readonly ParticipantPair _pair = ParticipantPair.Of(Guid.CreateVersion7(), Guid.CreateVersion7());
    private readonly StreamCounter _firstStream;
    private readonly StreamCounter _secondStream;
    private readonly Conversation _conversation;

    public ConversationTests()
    {
        _firstStream = StreamCounter.Open(_pair.First);
        _secondStream = StreamCounter.Open(_pair.Second);
        _conversation = Conversation.Open(Guid.CreateVersion7(), _pair);
    }

    [Test]
    public void A_new_conversation_has_no_messages_and_nothing_read()
    {
        Assert.Multiple(() =>
        {
            Assert.That((_conversation.FirstUserId, _conversation.SecondUserId), Is.EqualTo((_pair.First, _pair.Second)));
            Assert.That((_conversation.LastSeq, _conversation.SentByFirst), Is.EqualTo((0L, 0L)));
            Assert.That(_conversation.LastAt, Is.Null);
            Assert.That((_conversation.FirstRead, _conversation.SecondRead), Is.EqualTo((default(ReadMark), default(ReadMark))));
        });
    }

    [Test]
    public void Messages_of_both_sides_are_numbered_1_2_3_in_one_row()
    {
        long[] seqs = [PostByFirst().Message.Seq, PostBySecond().Message.Seq, PostByFirst().Message.Seq];

        Assert.That(seqs, Is.EqualTo(new long[] { 1, 2, 3 }));
        Assert.That(_conversation.LastSeq, Is.EqualTo(3));
    }

    [Test]
    public void Each_message_carries_how_many_the_first_user_has_sent_by_then()
    {
        long[] counts =
        [
            PostBySecond().Message.SentByFirst,
            PostByFirst().Message.SentByFirst,
            PostByFirst().Message.SentByFirst,
            PostBySecond().Message.SentByFirst,
        ];

        Assert.That(counts, Is.EqualTo(new long[] { 0, 1, 2, 2 }));
        Assert.That(_conversation.SentByFirst, Is.EqualTo(2));
    }

    [Test]
    public void A_message_keeps_what_its_draft_says_and_goes_to_the_other_user()
    {
        var draft = new MessageDraft(Guid.CreateVersion7(), _pair.Second, "bob", " Hello! ", Guid.CreateVersion7());

        var sent = _conversation.Post(draft, Noon, _secondStream, _firstStream);

        Assert.Multiple(() =>
        {
            Assert.That(sent.Message.Id, Is.EqualTo(draft.Id));
            Assert.That(sent.Message.ConversationId, Is.EqualTo(_conversation.Id));
            Assert.That(sent.Message.SenderId, Is.EqualTo(_pair.Second));
            Assert.That(sent.Message.RecipientId, Is.EqualTo(_pair.First));
            Assert.That(sent.Message.Content, Is.EqualTo(" Hello! "));
            Assert.That(sent.Message.ClientMessageId, Is.EqualTo(draft.ClientMessageId));
            Assert.That(sent.Message.CreatedAt, Is.EqualTo(Noon));
            Assert.That(sent.SenderUsername, Is.EqualTo("bob"));
        });
    }

    [Test]
    public void A_message_takes_the_next_place_in_both_streams()
    {
        _firstStream.Advance();

        var sent = PostByFirst();

        Assert.That(sent.Positions, Is.EqualTo(new[] { new StreamPosition(_pair.First, 2), new StreamPosition(_pair.Second, 1) }));
    }

    [TestCase(0)]
    [TestCase(-3_600_000)]
    [TestCase(1_000)]
    public void A_message_has_the_time_at_which_it_was_taken_whatever_time_the_one_before_it_has(
        int laterByMilliseconds)
    {
        PostByFirst();
        var now = Noon.AddMilliseconds(laterByMilliseconds);

        var second = PostBySecond(now);

        Assert.That((second.Message.Seq, second.Message.CreatedAt), Is.EqualTo((2L, now)));
        Assert.That((_conversation.LastAt, _conversation.LastMessageId),
            Is.EqualTo(((DateTimeOffset?)now, (Guid?)second.Message.Id)));
    }

    [Test]
    public void A_restored_conversation_goes_on_where_it_was()
    {
        var restored = Conversation.Restore(
            Guid.CreateVersion7(), _pair, 17, 9, Noon, Guid.CreateVersion7(), new ReadMark(4, 2), new ReadMark(5, 3));

        var sent = restored.Post(Draft(_pair.First), Noon.AddSeconds(1), _firstStream, _secondStream);

        Assert.That((sent.Message.Seq, sent.Message.SentByFirst), Is.EqualTo((18L, 10L)));
        Assert.That((restored.FirstRead, restored.SecondRead), Is.EqualTo((new ReadMark(4, 2), new ReadMark(5, 3))));
    }

    private MessageSent PostByFirst() => _conversation.Post(Draft(_pair.First), Noon, _firstStream, _secondStream);

    private MessageSent PostBySecond() => PostBySecond(Noon);

    private MessageSent PostBySecond(DateTimeOffset now) => _conversation.Post(Draft(_pair.Second), now, _secondStream, _firstStream);

    private static MessageDraft Draft(Guid senderId) => new(Guid.CreateVersion7(), senderId, "alice", "Hello!", null);
}
