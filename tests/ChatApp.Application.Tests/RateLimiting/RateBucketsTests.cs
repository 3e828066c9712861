using ChatApp.Application.RateLimiting;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Application.Tests.RateLimiting;

internal sealed class RateBucketsTests
{
    private static readonly RateLimit Limit = new(Burst: 3, Refill: TimeSpan.FromMinutes(1));

    private readonly FakeTimeProvider _time = new();

    [Test]
    public void So_many_at_once_and_then_one_each_time()
    {
        var buckets = new RateBuckets<string>(Limit, _time);

        Assert.That(Take(buckets, 3), Is.All.Null);
        Assert.That(buckets.Take("alice"), Is.EqualTo(TimeSpan.FromMinutes(1)));
        Assert.That(buckets.Take("bob"), Is.Null, "each has a bucket");
        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.That(
            buckets.Take("alice"), Is.EqualTo(TimeSpan.FromSeconds(20)), "an attempt that is refused costs nothing");
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.That(buckets.Take("alice"), Is.Null);
        Assert.That(buckets.Take("alice"), Is.Not.Null);
    }

    [Test]
    public void It_fills_up_to_the_brim_and_not_beyond()
    {
        var buckets = new RateBuckets<string>(Limit, _time);
        Take(buckets, 3);

        _time.Advance(TimeSpan.FromDays(1));

        Assert.That(Take(buckets, 4), Is.EqualTo(new TimeSpan?[] { null, null, null, TimeSpan.FromMinutes(1) }));
    }

    [Test]
    public void What_is_given_back_can_be_taken_again_and_no_more_than_that()
    {
        var buckets = new RateBuckets<string>(Limit, _time);
        Take(buckets, 3);

        buckets.GiveBack("alice");
        Assert.That(Take(buckets, 2), Is.EqualTo(new TimeSpan?[] { null, TimeSpan.FromMinutes(1) }));

        foreach (var _ in Enumerable.Range(0, 10))
        {
            buckets.GiveBack("alice");
        }

        Assert.That(Take(buckets, 4).Last(), Is.EqualTo(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public void When_there_are_too_many_one_that_was_not_used_lately_is_forgotten_and_not_all()
    {
        var buckets = new RateBuckets<string>(Limit, _time, capacity: 2);
        buckets.Take("somebody");
        Take(buckets, 3);

        foreach (var other in new[] { "bob", "carol", "dave" })
        {
            buckets.Take(other);
            Assert.That(buckets.Take("alice"), Is.Not.Null, $"alice asks all the time, and {other} only once");
        }

        Assert.That(
            Enumerable.Range(0, 3).Select(_ => buckets.Take("somebody")), Is.All.Null, "this bucket was forgotten");
    }

    [Test]
    public void What_costs_more_than_there_is_leaves_a_debt()
    {
        var buckets = new RateBuckets<string>(Limit, _time);

        Assert.That(buckets.Take("alice", cost: 5), Is.Null);

        Assert.That(buckets.Take("alice"), Is.EqualTo(TimeSpan.FromMinutes(3)), "two are owed");
    }

    private static TimeSpan?[] Take(RateBuckets<string> buckets, int times) =>
        [.. Enumerable.Range(0, times).Select(_ => buckets.Take("alice"))];
}
