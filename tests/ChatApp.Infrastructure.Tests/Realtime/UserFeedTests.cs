using System.Diagnostics;
using ChatApp.Infrastructure.Events;
using ChatApp.Infrastructure.Realtime;

namespace ChatApp.Infrastructure.Tests.Realtime;

internal sealed class UserFeedTests
{
    private readonly UserFeed _feed = new(Guid.CreateVersion7());
    private readonly FakeConnection _connection = new(Guid.CreateVersion7());

    [Test]
    public void A_kept_event_is_found_by_its_number()
    {
        var newest = Event();

        _feed.Append(1_000_001, newest);

        Assert.That(_feed.TryFind(1_000_001, out var found), Is.True);
        Assert.That(found, Is.SameAs(newest));
        Assert.That(_feed.TryFind(1_000_000, out _), Is.False);
        Assert.That(_feed.TryFind(1_000_001 + UserFeed.MaxKeptEvents, out _), Is.False);
    }

    [Test]
    public void The_trace_of_an_event_is_kept_until_newer_ones_need_the_room()
    {
        var trace = new ActivityContext(
            ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        Assert.That(_feed.TraceOf(7), Is.EqualTo(default(ActivityContext)));

        _feed.Remember(7, trace);
        Assert.That(_feed.TraceOf(7), Is.EqualTo(trace));
        Assert.That(_feed.TraceOf(8), Is.EqualTo(default(ActivityContext)));

        _feed.Remember(7 + UserFeed.MaxKeptEvents, trace);
        Assert.That(_feed.TraceOf(7), Is.EqualTo(default(ActivityContext)));
    }

    [Test]
    public void A_new_epoch_empties_the_feed_and_closes_its_connections()
    {
        _feed.Add(_connection, limit: 1);
        _feed.Append(7, Event());
        _feed.Remember(
            7,
            new ActivityContext(
                ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded));

        _feed.BeginEpoch();

        Assert.That(_connection.IsClosedForNewEpoch);
        Assert.That(_feed.Head, Is.Zero);
        Assert.That(_feed.TryFind(7, out _), Is.False);
        Assert.That(_feed.TraceOf(7), Is.EqualTo(default(ActivityContext)));
        _feed.Append(7, Event());
        Assert.That(KeptOf(7), Is.EqualTo(new[] { 7 }), "the number is given again");
    }

    [Test]
    public void Kept_events_are_limited_in_number_and_the_oldest_are_removed()
    {
        for (var number = 1; number <= UserFeed.MaxKeptEvents + 5; number++)
        {
            _feed.Append(number, Event());
        }

        Assert.That(KeptOf(UserFeed.MaxKeptEvents + 5), Is.EqualTo(Enumerable.Range(6, UserFeed.MaxKeptEvents)));
    }

    [Test]
    public void Kept_events_are_limited_in_bytes_and_the_oldest_are_removed()
    {
        const int Size = 24 * 1024;

        for (var number = 1; number <= 30; number++)
        {
            _feed.Append(number, Event(Size));
        }

        Assert.That(KeptOf(30), Is.EqualTo(Enumerable.Range(21, 10)));
        Assert.That(KeptOf(30).Count() * Size, Is.LessThanOrEqualTo(UserFeed.MaxKeptBytes));
    }

    [Test]
    public void Small_events_after_large_ones_use_the_whole_limit_again()
    {
        for (var number = 1; number <= 20; number++)
        {
            _feed.Append(number, Event(24 * 1024));
        }

        for (var number = 21; number <= 20 + UserFeed.MaxKeptEvents; number++)
        {
            _feed.Append(number, Event());
        }

        Assert.That(KeptOf(20 + UserFeed.MaxKeptEvents), Is.EqualTo(Enumerable.Range(21, UserFeed.MaxKeptEvents)));
    }

    [Test]
    public void The_newest_event_is_kept_even_if_it_is_very_large()
    {
        _feed.Append(1, Event());

        _feed.Append(2, Event(UserFeed.MaxKeptBytes + 1));

        Assert.That(KeptOf(2), Is.EqualTo(new[] { 2 }));
    }

    [Test]
    public void An_event_after_a_gap_replaces_the_kept_events()
    {
        _feed.Append(1, Event());
        _feed.Append(5, Event());

        Assert.That(KeptOf(5), Is.EqualTo(new[] { 5 }));
        Assert.That(_feed.Head, Is.EqualTo(5));
    }

    [Test]
    public void An_event_that_changes_earlier_ones_replaces_them()
    {
        _feed.Append(1, Event());
        _feed.Append(2, Event() with { ChangesEarlier = true });
        _feed.Append(3, Event());

        Assert.That(KeptOf(3), Is.EqualTo(new[] { 2, 3 }));
    }

    [Test]
    public void An_unknown_event_of_another_node_may_change_all_earlier_ones()
    {
        _feed.Append(1, Event());
        _feed.Raise(3);
        _feed.Append(2, Event());
        Assert.That(KeptOf(3), Is.Empty);

        _feed.Append(4, Event());
        Assert.That(KeptOf(4), Is.EqualTo(new[] { 4 }));
    }

    [Test]
    public void A_new_event_and_a_greater_head_wake_the_connections()
    {
        _feed.Add(_connection, limit: 1);

        _feed.Append(1, Event());
        _feed.Raise(2);

        Assert.That((_connection.Wakes, _feed.Head), Is.EqualTo((2, 2L)));
    }

    [TestCase(2)]
    [TestCase(1)]
    public void A_known_head_wakes_no_connection(long head)
    {
        _feed.Raise(2);
        _feed.Add(_connection, limit: 1);

        _feed.Raise(head);

        Assert.That((_connection.Wakes, _feed.Head), Is.EqualTo((0, 2L)));
    }

    [Test]
    public void A_late_event_does_not_lower_the_head()
    {
        _feed.Raise(9);

        _feed.Append(3, Event());

        Assert.That(_feed.Head, Is.EqualTo(9));
    }

    [Test]
    public void A_user_has_a_limited_number_of_connections()
    {
        _feed.Add(_connection, limit: 2);
        _feed.Add(new FakeConnection(_connection.UserId), limit: 2);

        var third = _feed.Add(new FakeConnection(_connection.UserId), limit: 2);

        Assert.That(third, Is.EqualTo(AddConnectionOutcome.TooMany));
        Assert.That(_feed.Connections, Has.Count.EqualTo(2));
    }

    [Test]
    public void A_feed_without_connections_retires()
    {
        var other = new FakeConnection(_connection.UserId);
        _feed.Add(_connection, limit: 2);
        _feed.Add(other, limit: 2);

        bool[] retired = [_feed.Remove(_connection), _feed.Remove(other)];

        Assert.That(retired, Is.EqualTo(new[] { false, true }));
        Assert.That(_feed.Add(_connection, limit: 2), Is.EqualTo(AddConnectionOutcome.FeedRetired));
    }

    private IEnumerable<int> KeptOf(int last) =>
        Enumerable.Range(1, last).Where(number => _feed.TryFind(number, out _));

    private static EncodedEvent Event(int size = 10) =>
        new(IsForEverySocket: true, ChangesEarlier: false, new byte[size]);
}
