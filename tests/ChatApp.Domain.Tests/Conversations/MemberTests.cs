using ChatApp.Domain.Conversations;

namespace ChatApp.Domain.Tests.Conversations;

internal sealed class MemberTests
{
    private static readonly DateTimeOffset Noon = new(2026, 2, 25, 12, 0, 0, TimeSpan.Zero);

    private readonly Member _member = Member.Join(Guid.CreateVersion7(), Guid.CreateVersion7());
    private readonly Member _peer = Member.Join(Guid.CreateVersion7(), Guid.CreateVersion7());

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

    [Test]
    public void A_block_is_known_to_both_and_lifted_only_by_the_user_who_set_it()
    {
        Assert.That(_member.SetBlock(_peer, Noon), Is.True);
        Assert.That(new[] { _member.BlockedAt, _peer.BlockedByPeerAt }, Is.All.EqualTo(Noon));
        Assert.That(new[] { _member.BlockedByPeerAt, _peer.BlockedAt }, Is.All.Null);
        Assert.That((_member.IsBlocked, _peer.IsBlocked), Is.EqualTo((true, true)));

        Assert.That(_peer.SetBlock(_member, since: null), Is.False, "the peer has set none");
        Assert.That((_member.IsBlocked, _peer.IsBlocked), Is.EqualTo((true, true)));

        Assert.That(_member.SetBlock(_peer, since: null), Is.True);
        Assert.That((_member.IsBlocked, _peer.IsBlocked), Is.EqualTo((false, false)));
    }

    [Test]
    public void A_repeated_block_keeps_its_time()
    {
        _member.SetBlock(_peer, Noon);

        Assert.That(_member.SetBlock(_peer, Noon.AddHours(1)), Is.False);
        Assert.That(_member.BlockedAt, Is.EqualTo(Noon));
    }

    [Test]
    public void Two_blocks_have_to_be_lifted_both()
    {
        _member.SetBlock(_peer, Noon);
        _peer.SetBlock(_member, Noon);

        _member.SetBlock(_peer, since: null);
        Assert.That((_member.IsBlocked, _peer.IsBlocked), Is.EqualTo((true, true)));

        _peer.SetBlock(_member, since: null);
        Assert.That((_member.IsBlocked, _peer.IsBlocked), Is.EqualTo((false, false)));
    }

    [Test]
    public void Under_a_block_the_peer_sees_the_old_marks_until_a_later_mark_moves()
    {
        _member.MarkRead(3, 0);
        _peer.SetBlock(_member, Noon);

        Assert.That(_member.MarkDelivered(9), Is.False);
        Assert.That((_member.MarkRead(5, 0), _member.MarkRead(6, 0)), Is.EqualTo((true, true)));
        Assert.That((_member.ReadSeq, _member.ShownReadSeq, _member.DeliveredSeq), Is.EqualTo((6L, (long?)3, 3L)));

        _peer.SetBlock(_member, since: null);
        Assert.That(_member.MarkRead(6, 0), Is.False);
        Assert.That(_member.ShownReadSeq, Is.EqualTo(3));
        Assert.That(_member.MarkRead(7, 0), Is.True);
        Assert.That((_member.ReadSeq, _member.ShownReadSeq, _member.DeliveredSeq), Is.EqualTo((7L, (long?)null, 7L)));
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
    public void A_pinned_conversation_comes_before_all_others()
    {
        var noon = new DateTimeOffset(2026, 2, 25, 12, 0, 30, TimeSpan.Zero);
        var pinned = Member.ListedMinuteOf(noon, pinned: true);

        Assert.That(pinned, Is.GreaterThan(Member.ListedMinuteOf(noon.AddYears(900), pinned: false)));
        Assert.That(Member.ListedMinuteOf(noon.AddMinutes(1), pinned: true), Is.EqualTo(pinned.AddMinutes(1)));
        Assert.That(Member.ListedMinuteOf(DateTimeOffset.MaxValue, pinned: true), Is.EqualTo(DateTimeOffset.MaxValue));
    }

    [Test]
    public void Pinning_moves_the_conversation_in_the_list_and_back()
    {
        var conversation = Conversation.Open(Guid.CreateVersion7(), ParticipantPair.Of(_member.UserId, Guid.Empty));
        var noon = new DateTimeOffset(2026, 2, 25, 12, 0, 0, TimeSpan.Zero);
        conversation.Post(Guid.CreateVersion7(), _member.UserId, "Hello!", null, noon.AddSeconds(30));
        _member.ListAt(noon);

        Assert.That(_member.Arrange(conversation, null, null, pinned: true), Is.True);
        Assert.That(_member.ListedMinute, Is.EqualTo(Member.ListedMinuteOf(noon, pinned: true)));
        _member.ListAt(noon.AddMinutes(1));
        Assert.That(_member.ListedMinute, Is.EqualTo(Member.ListedMinuteOf(noon.AddMinutes(1), pinned: true)));
        Assert.That(_member.Arrange(conversation, null, null, pinned: true), Is.False);
        Assert.That(_member.Arrange(conversation, null, null, pinned: false), Is.True);
        Assert.That(_member.ListedMinute, Is.EqualTo(noon), "the minute of the conversation's newest message");
        Assert.That(conversation.Revision, Is.EqualTo(2));
    }

    [Test]
    public void A_change_to_a_copy_does_not_change_the_original()
    {
        _member.Copy().MarkRead(7, 4);

        Assert.That(_member.ReadSeq, Is.Zero);
    }
}
