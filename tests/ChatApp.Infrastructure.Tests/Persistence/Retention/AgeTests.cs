using ChatApp.Infrastructure.Persistence.Retention;
using ChatApp.Infrastructure.Tests.Databases;

namespace ChatApp.Infrastructure.Tests.Persistence.Retention;

/// <summary>What a run finds to do in a stream and in a conversation.</summary>
internal sealed class AgeTests
{
    private static readonly DateTimeOffset Limit = TestTime.Noon;

    [TestCase(0, 0, ExpectedResult = false, Description = "no events")]
    [TestCase(4, 5, ExpectedResult = false, Description = "all are kept")]
    [TestCase(4, 4, ExpectedResult = true)]
    [TestCase(4, 1, ExpectedResult = true)]
    public bool Events_below_the_floor_are_left_to_be_deleted(long floor, long oldest) =>
        new StreamAge(Guid.Empty, floor, Indexed: 9, oldest, OldestSent: 9, Limit).HasRest;

    [TestCase(-1, true)]
    [TestCase(0, false)]
    [TestCase(1, false)]
    [TestCase(null, true, Description = "the message is gone, so it was old")]
    public void A_stream_is_as_old_as_the_message_of_its_first_message_event(int? seconds, bool isOld)
    {
        var age = new StreamAge(
            Guid.Empty, Floor: 0, Indexed: 9, Oldest: 1, OldestSent: 3, Limit.AddSeconds(seconds ?? 0));

        var stream = seconds is null ? age with { OldestSentAt = null } : age;

        Assert.That((stream.IsOlderThan(Limit), stream.CanRaiseOver(Limit)), Is.EqualTo((isOld, isOld)));
    }

    [Test]
    public void A_stream_without_message_events_has_no_age()
    {
        var age = new StreamAge(Guid.Empty, Floor: 7, Indexed: 9, Oldest: 8, OldestSent: 0, OldestSentAt: null);

        Assert.That((age.IsOlderThan(Limit), age.CanRaiseOver(Limit)), Is.EqualTo((false, false)));
    }

    [TestCase(3, true)]
    [TestCase(2, false)]
    public void The_floor_is_not_raised_over_what_the_search_index_has_not_taken_in(long indexed, bool canRaise)
    {
        var age = new StreamAge(Guid.Empty, Floor: 0, indexed, Oldest: 1, OldestSent: 3, Limit.AddDays(-1));

        Assert.That((age.IsOlderThan(Limit), age.CanRaiseOver(Limit)), Is.EqualTo((true, canRaise)));
    }

    [TestCase(5, -1, false, ExpectedResult = true)]
    [TestCase(5, 0, false, ExpectedResult = false, Description = "young")]
    [TestCase(9, -1, false, ExpectedResult = true, Description = "the newest has its text")]
    [TestCase(9, -1, true, ExpectedResult = false, Description = "only a newest one without text is left")]
    [TestCase(5, -1, true, ExpectedResult = true)]
    [TestCase(0, null, false, ExpectedResult = false, Description = "no messages")]
    public bool A_conversation_is_as_old_as_its_oldest_message(long oldest, int? seconds, bool isDeleted)
    {
        DateTimeOffset? at = seconds is { } late ? Limit.AddSeconds(late) : null;
        return new ConversationAge(
            Guid.Empty, Guid.Empty, Guid.Empty, LastSeq: 9, oldest, at, isDeleted ? at : null).IsOlderThan(Limit);
    }
}
