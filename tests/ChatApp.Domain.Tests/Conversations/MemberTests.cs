using ChatApp.Domain.Conversations;

namespace ChatApp.Domain.Tests.Conversations;

internal sealed class MemberTests
{
    private readonly Member _member = Member.Join(Guid.CreateVersion7(), Guid.CreateVersion7());

    [Test]
    public void A_new_member_has_no_read_mark_and_no_listed_minute()
    {
        Assert.That((_member.ReadSeq, _member.ReadSentByFirst, _member.DeliveredSeq), Is.EqualTo((0L, 0L, 0L)));
        Assert.That(_member.ListedMinute, Is.Null);
    }

    [Test]
    public void A_read_mark_moves_forward()
    {
        Assert.That(_member.MarkRead(7, 4), Is.True);
        Assert.That((_member.ReadSeq, _member.ReadSentByFirst), Is.EqualTo((7L, 4L)));
    }

    [TestCase(7)]
    [TestCase(6)]
    [TestCase(1)]
    public void A_read_mark_never_moves_backwards(long seq)
    {
        _member.MarkRead(7, 4);

        Assert.That(_member.MarkRead(seq, seq), Is.False);
        Assert.That((_member.ReadSeq, _member.ReadSentByFirst), Is.EqualTo((7L, 4L)));
    }

    [TestCase(1, false)]
    [TestCase(2, false)]
    [TestCase(3, true)]
    public void Names_are_announced_once(long revision, bool expected)
    {
        _member.Announce(2);

        Assert.That(_member.Announce(revision), Is.EqualTo(expected));
        Assert.That(_member.AnnouncedRevision, Is.EqualTo(Math.Max(revision, 2)));
    }

    [TestCase(6, false)]
    [TestCase(7, false)]
    [TestCase(8, true)]
    public void A_delivered_mark_moves_only_forward(long seq, bool moves)
    {
        _member.MarkDelivered(7);

        Assert.That(_member.MarkDelivered(seq), Is.EqualTo(moves));
        Assert.That((_member.DeliveredSeq, _member.ReadSeq), Is.EqualTo((Math.Max(seq, 7), 0L)));
    }

    [TestCase(4, 7)]
    [TestCase(9, 9)]
    public void What_is_read_is_also_delivered(long read, long delivered)
    {
        _member.MarkDelivered(7);
        _member.MarkRead(read, 0);

        Assert.That((_member.ReadSeq, _member.DeliveredSeq), Is.EqualTo((read, delivered)));
    }

    [TestCase("2026-02-25T12:00:00Z", "2026-02-25T12:00:00Z")]
    [TestCase("2026-02-25T12:00:59.999999Z", "2026-02-25T12:00:00Z")]
    [TestCase("2026-02-25T12:01:00Z", "2026-02-25T12:01:00Z")]
    public void The_listed_minute_is_that_of_the_newest_message(string time, string minute)
    {
        _member.ListAt(DateTimeOffset.Parse(time, null));

        Assert.That(_member.ListedMinute, Is.EqualTo(DateTimeOffset.Parse(minute, null)));
    }

    [Test]
    public void A_change_to_a_copy_does_not_change_the_original()
    {
        _member.Copy().MarkRead(7, 4);

        Assert.That(_member.ReadSeq, Is.Zero);
    }
}
