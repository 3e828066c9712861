using ChatApp.Domain.Conversations;
using ChatApp.Domain.Messages;

namespace ChatApp.Domain.Tests.Conversations;

internal sealed class ConversationTests
{
    private static readonly DateTimeOffset Noon = new(2026, 2, 25, 12, 0, 0, TimeSpan.Zero);

    private readonly ParticipantPair _pair = ParticipantPair.Of(Guid.CreateVersion7(), Guid.CreateVersion7());
    private readonly Conversation _conversation;

    public ConversationTests() => _conversation = Conversation.Open(Guid.CreateVersion7(), _pair);

    [Test]
    public void A_new_conversation_has_no_messages()
    {
        Assert.Multiple(() =>
        {
            Assert.That(_conversation.Pair, Is.EqualTo(_pair));
            Assert.That((_conversation.LastSeq, _conversation.SentByFirst), Is.EqualTo((0L, 0L)));
            Assert.That(
                (_conversation.LastAt, _conversation.LastMessageId), Is.EqualTo(((DateTimeOffset?)null, (Guid?)null)));
        });
    }

    [Test]
    public void Messages_of_both_users_share_one_sequence()
    {
        long[] seqs = [Post(_pair.First).Seq, Post(_pair.Second).Seq, Post(_pair.First).Seq];

        Assert.That(seqs, Is.EqualTo(new long[] { 1, 2, 3 }));
        Assert.That(_conversation.LastSeq, Is.EqualTo(3));
    }

    [Test]
    public void Each_message_stores_how_many_the_first_user_has_sent()
    {
        long[] counts =
        [
            Post(_pair.Second).SentByFirst,
            Post(_pair.First).SentByFirst,
            Post(_pair.First).SentByFirst,
            Post(_pair.Second).SentByFirst,
        ];

        Assert.That(counts, Is.EqualTo(new long[] { 0, 1, 2, 2 }));
        Assert.That(_conversation.SentByFirst, Is.EqualTo(2));
    }

    [Test]
    public void A_message_keeps_its_content_and_goes_to_the_other_user()
    {
        var (id, clientMessageId, replyToId) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());

        var message = _conversation.Post(id, _pair.Second, " Hello! ", clientMessageId, Noon, replyToId);

        Assert.Multiple(() =>
        {
            Assert.That((message.Id, message.ConversationId), Is.EqualTo((id, _conversation.Id)));
            Assert.That((message.SenderId, message.RecipientId), Is.EqualTo((_pair.Second, _pair.First)));
            Assert.That(message.Content, Is.EqualTo(" Hello! "));
            Assert.That((message.ClientMessageId, message.ReplyToId), Is.EqualTo((clientMessageId, replyToId)));
            Assert.That(message.CreatedAt, Is.EqualTo(Noon));
        });
    }

    [TestCase(0)]
    [TestCase(-3_600_000)]
    [TestCase(1_000)]
    public void A_message_has_its_own_time_even_if_it_is_before_the_previous_one(
        int laterByMilliseconds)
    {
        Post(_pair.First);
        var now = Noon.AddMilliseconds(laterByMilliseconds);

        var second = Post(_pair.Second, now);

        Assert.That((second.Seq, second.CreatedAt), Is.EqualTo((2L, now)));
        Assert.That(
            (_conversation.LastAt, _conversation.LastMessageId), Is.EqualTo(((DateTimeOffset?)now, (Guid?)second.Id)));
    }

    [Test]
    public void A_change_to_a_copy_does_not_change_the_original()
    {
        Post(_pair.First);

        _conversation.Copy().Post(Guid.CreateVersion7(), _pair.First, "Hello!", clientMessageId: null, Noon);

        Assert.That((_conversation.LastSeq, _conversation.SentByFirst), Is.EqualTo((1L, 1L)));
    }

    [Test]
    public void A_note_counts_as_sent_by_the_first_user()
    {
        var user = Guid.CreateVersion7();
        var notes = Conversation.Open(Guid.CreateVersion7(), ParticipantPair.Of(user, user));
        notes.Post(Guid.CreateVersion7(), user, "Buy milk", clientMessageId: null, Noon);

        var note = notes.Post(Guid.CreateVersion7(), user, "Buy eggs", clientMessageId: null, Noon);

        Assert.That((note.SenderId, note.RecipientId, note.SentByFirst), Is.EqualTo((user, user, 2L)));
    }

    private Message Post(Guid senderId) => Post(senderId, Noon);

    private Message Post(Guid senderId, DateTimeOffset now) =>
        _conversation.Post(Guid.CreateVersion7(), senderId, "Hello!", clientMessageId: null, now);
}
