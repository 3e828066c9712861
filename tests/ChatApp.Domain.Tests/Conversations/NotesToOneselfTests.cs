using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;

namespace ChatApp.Domain.Tests.Conversations;

internal sealed class NotesToOneselfTests
{
    private static readonly DateTimeOffset Noon = new(2026, 2, 25, 12, 0, 0, TimeSpan.Zero);

    private readonly Guid _user = Guid.CreateVersion7();
    private readonly StreamCounter _stream;
    private readonly Conversation _notes;

    public NotesToOneselfTests()
    {
        _stream = StreamCounter.Open(_user);
        _notes = Conversation.Open(Guid.CreateVersion7(), ParticipantPair.Of(_user, _user));
    }

    [Test]
    public void A_note_goes_from_and_to_the_same_user()
    {
        var sent = Post();

        Assert.That((sent.Message.SenderId, sent.Message.RecipientId), Is.EqualTo((_user, _user)));
    }

    [Test]
    public void A_note_has_one_place_in_the_one_stream()
    {
        Post();

        var sent = Post();

        Assert.That(sent.Positions, Is.EqualTo(new[] { new StreamPosition(_user, 2) }));
    }

    [Test]
    public void All_notes_count_as_sent_by_the_first_user()
    {
        Post();

        Assert.That(Post().Message.SentByFirst, Is.EqualTo(2));
    }

    [Test]
    public void A_mark_moves_both_sides_and_has_one_place()
    {
        var note = Post();

        var read = _notes.MarkRead(_user, note.Message.Id, new ReadMark(1, 1), _stream, _stream);

        Assert.That(read?.Positions, Is.EqualTo(new[] { new StreamPosition(_user, 2) }));
        Assert.That((read?.ReaderId, read?.PeerId), Is.EqualTo((_user, _user)));
        Assert.That((_notes.FirstRead, _notes.SecondRead), Is.EqualTo((new ReadMark(1, 1), new ReadMark(1, 1))));
    }

    private MessageSent Post() =>
        _notes.Post(new MessageDraft(Guid.CreateVersion7(), _user, "alice", "Buy milk", null), Noon, _stream, _stream);
}
