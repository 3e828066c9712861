using ChatApp.Domain.Conversations;

namespace ChatApp.Domain.Tests.Conversations;

internal sealed class MemberTests
{
    private readonly Member _member = Member.Join(Guid.CreateVersion7(), Guid.CreateVersion7());

    [Test]
    public void Who_has_just_joined_has_read_nothing_and_lists_nothing()
    {
        Assert.That((_member.ReadSeq, _member.ReadSentByFirst), Is.EqualTo((0L, 0L)));
        Assert.That(_member.ListedMinute, Is.Null);
    }

    [Test]
    public void A_mark_moves_forward()
    {
        Assert.That(_member.MarkRead(7, 4), Is.True);
        Assert.That((_member.ReadSeq, _member.ReadSentByFirst), Is.EqualTo((7L, 4L)));
    }

    [TestCase(7)]
    [TestCase(6)]
    [TestCase(1)]
    public void A_mark_never_moves_backwards(long seq)
    {
        _member.MarkRead(7, 4);

        Assert.That(_member.MarkRead(seq, seq), Is.False);
        Assert.That((_member.ReadSeq, _member.ReadSentByFirst), Is.EqualTo((7L, 4L)));
    }

    [TestCase("2026-02-25T12:00:00Z", "2026-02-25T12:00:00Z")]
    [TestCase("2026-02-25T12:00:59.999999Z", "2026-02-25T12:00:00Z")]
    [TestCase("2026-02-25T12:01:00Z", "2026-02-25T12:01:00Z")]
    public void A_conversation_is_listed_under_the_minute_of_its_newest_message(string time, string minute)
    {
        _member.ListAt(DateTimeOffset.Parse(time, null));

        Assert.That(_member.ListedMinute, Is.EqualTo(DateTimeOffset.Parse(minute, null)));
    }

    [Test]
    public void A_copy_changes_alone()
    {
        _member.Copy().MarkRead(7, 4);

        Assert.That(_member.ReadSeq, Is.Zero);
    }
}
