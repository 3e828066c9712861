using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;

namespace ChatApp.Domain.Tests.Conversations;

internal sealed class ReadMarkTests
{
    private static readonly DateTimeOffset Noon = new(2026, 2, 25, 12, 0, 0, TimeSpan.Zero);

    private readonly ParticipantPair _pair = ParticipantPair.Of(Guid.CreateVersion7(), Guid.CreateVersion7());
    private readonly StreamCounter _firstStream;
    private readonly StreamCounter _secondStream;
    private readonly Conversation _conversation;
    private readonly Guid _messageId = Guid.CreateVersion7();

    public ReadMarkTests()
    {
        _firstStream = StreamCounter.Open(_pair.First);
        _secondStream = StreamCounter.Open(_pair.Second);
        _conversation = Conversation.Restore(
            Guid.CreateVersion7(), _pair, 10, 5, Noon, Guid.CreateVersion7(), default, default);
    }

    [Test]
    public void A_mark_of_the_first_user_moves_only_its_own()
    {
        var read = _conversation.MarkRead(_pair.First, _messageId, new ReadMark(7, 4), _firstStream, _secondStream);

        Assert.Multiple(() =>
        {
            Assert.That((_conversation.FirstRead, _conversation.SecondRead), Is.EqualTo((new ReadMark(7, 4), default(ReadMark))));
            Assert.That((read?.ReaderId, read?.PeerId), Is.EqualTo((_pair.First, _pair.Second)));
            Assert.That((read?.ConversationId, read?.MessageId, read?.Seq), Is.EqualTo((_conversation.Id, _messageId, 7L)));
        });
    }

    [Test]
    public void A_mark_of_the_second_user_moves_only_its_own()
    {
        var read = _conversation.MarkRead(_pair.Second, _messageId, new ReadMark(7, 4), _secondStream, _firstStream);

        Assert.That((_conversation.FirstRead, _conversation.SecondRead), Is.EqualTo((default(ReadMark), new ReadMark(7, 4))));
        Assert.That((read?.ReaderId, read?.PeerId), Is.EqualTo((_pair.Second, _pair.First)));
    }

    [Test]
    public void A_mark_takes_the_next_place_in_both_streams()
    {
        var read = _conversation.MarkRead(_pair.Second, _messageId, new ReadMark(7, 4), _secondStream, _firstStream);

        Assert.That(read?.Positions, Is.EqualTo(new[] { new StreamPosition(_pair.Second, 1), new StreamPosition(_pair.First, 1) }));
    }

    [TestCase(7)]
    [TestCase(6)]
    [TestCase(1)]
    public void A_mark_never_moves_backwards(long seq)
    {
        _conversation.MarkRead(_pair.First, _messageId, new ReadMark(7, 4), _firstStream, _secondStream);

        var again = _conversation.MarkRead(_pair.First, Guid.CreateVersion7(), new ReadMark(seq, seq), _firstStream, _secondStream);

        Assert.That(again, Is.Null);
        Assert.That(_conversation.FirstRead, Is.EqualTo(new ReadMark(7, 4)));
        Assert.That((_firstStream.Head, _secondStream.Head), Is.EqualTo((1L, 1L)), "nothing happened, so no stream has grown");
    }

    [Test]
    public void A_mark_moves_no_message()
    {
        _conversation.MarkRead(_pair.First, _messageId, new ReadMark(10, 5), _firstStream, _secondStream);

        Assert.That((_conversation.LastSeq, _conversation.SentByFirst, _conversation.LastAt), Is.EqualTo((10L, 5L, Noon)));
    }
}
