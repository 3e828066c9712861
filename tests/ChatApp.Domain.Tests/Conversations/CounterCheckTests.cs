using ChatApp.Domain.Conversations;

namespace ChatApp.Domain.Tests.Conversations;

internal sealed class CounterCheckTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private readonly Guid _first = new("01900000-0000-7000-8000-000000000001");
    private readonly Guid _second = new("01900000-0000-7000-8000-000000000002");
    private readonly Conversation _conversation;
    private readonly Member[] _members;
    private readonly List<CountedMessage> _messages = [];

    public CounterCheckTests()
    {
        _conversation = Conversation.Open(Guid.CreateVersion7(), ParticipantPair.Of(_first, _second));
        _members = [.. _conversation.JoinAll()];
        for (var i = 1; i <= 6; i++)
        {
            // The first user writes 1, 2, 4 and 5.
            var message = _conversation.Post(
                Guid.CreateVersion7(), i % 3 == 0 ? _second : _first, "text", null, Noon.AddSeconds(40 * i));
            _messages.Add(new CountedMessage(
                message.Id, message.Seq, message.SenderId, message.SentByFirst, message.CreatedAt));
        }

        foreach (var member in _members)
        {
            member.ListAt(_conversation.LastAt!.Value);
        }

        _members[0].MarkRead(3, 2);
        _members[1].MarkRead(4, 3);
    }

    [Test]
    public void What_the_domain_writes_is_right()
    {
        Assert.That(Correct(), Is.Empty);
    }

    [Test]
    public void An_empty_conversation_is_right()
    {
        var empty = Conversation.Open(Guid.CreateVersion7(), ParticipantPair.Of(_first, _first));

        Assert.That(CounterCheck.Correct(empty, [.. empty.JoinAll()], new KeptMessages(null, 0, Empty())), Is.Empty);
    }

    [Test]
    public void Every_counter_is_corrected_to_what_the_messages_say()
    {
        var (right, members) = (_conversation.Copy(), Array.ConvertAll(_members, member => member.Copy()));
        (_conversation.LastSeq, _conversation.SentByFirst, _conversation.LastMessageId) = (9, 1, Guid.Empty);
        _conversation.LastAt = null;
        (_members[0].ReadSentByFirst, _members[0].ShownReadSeq) = (3, 4);
        (_members[1].ReadSentByFirst, _members[1].DeliveredSeq, _members[1].ListedMinute) = (0, 2, null);

        Assert.That(Correct(), Has.Count.EqualTo(9).And.All.Property("IsCorrectable").True);

        Assert.That(
            (_conversation.LastSeq, _conversation.SentByFirst, _conversation.LastMessageId, _conversation.LastAt),
            Is.EqualTo((right.LastSeq, right.SentByFirst, right.LastMessageId, right.LastAt)));
        Assert.That(_members.Select(ValuesOf), Is.EqualTo(members.Select(ValuesOf)));
        Assert.That(Correct(), Is.Empty, "nothing is left");
    }

    [Test]
    public void A_count_at_a_read_mark_whose_message_is_gone_is_right_within_what_its_neighbours_allow()
    {
        // The mark of the second user is 4. Of 3, 4 and 5 the first user wrote two, so of 3 and 4 one or two.
        _messages.RemoveAll(message => message.Seq is 3 or 4 or 5);
        foreach (var count in new long[] { 3, 4 })
        {
            _members[1].ReadSentByFirst = count;
            Assert.That(Correct(), Is.Empty, $"{count}");
        }

        _members[1].ReadSentByFirst = 5;
        Assert.That(Correct().Single().Text, Does.Contain("is 5, and must be 4"));
    }

    [Test]
    public void The_oldest_messages_may_be_gone()
    {
        _messages.RemoveAll(message => message.Seq <= 4);

        Assert.That(Correct(), Is.Empty);
    }

    [Test]
    public void A_number_that_an_event_mentions_is_not_used_again()
    {
        _messages.RemoveAll(message => message.Seq > 4);

        var flaws = Correct(newestMentioned: 6);

        Assert.That(flaws.Select(flaw => (flaw.Text, flaw.IsCorrectable)), Is.EqualTo(new[]
        {
            ("messages 5 to 6 are missing at the end", false),
        }));
        Assert.That(_conversation.LastSeq, Is.EqualTo(6));
    }

    [Test]
    public void A_mark_after_the_end_is_set_to_the_end()
    {
        (_members[0].ReadSeq, _members[0].DeliveredSeq) = (7, 8);

        Assert.That(Correct(), Has.Count.EqualTo(3), "the count too");
        Assert.That(ValuesOf(_members[0]), Is.EqualTo((6L, 4L, (long?)null, 6L, _members[0].ListedMinute)));
    }

    private static (long, long, long?, long, DateTimeOffset?) ValuesOf(Member member) =>
        (member.ReadSeq, member.ReadSentByFirst, member.ShownReadSeq, member.DeliveredSeq, member.ListedMinute);

    private static Dictionary<long, (CountedMessage? Before, CountedMessage? After)> Empty() => new()
    {
        [0] = (null, null),
    };

    private IReadOnlyList<Flaw> Correct(long newestMentioned = 0)
    {
        var around = _members.Select(member => member.ReadSeq).Append(0).Distinct().ToDictionary(
            mark => mark,
            mark => (
                _messages.LastOrDefault(message => message.Seq <= mark),
                _messages.FirstOrDefault(message => message.Seq > mark)));
        return CounterCheck.Correct(
            _conversation, _members, new KeptMessages(_messages.LastOrDefault(), newestMentioned, around));
    }
}
