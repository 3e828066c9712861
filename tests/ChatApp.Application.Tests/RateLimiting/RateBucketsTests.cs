using ChatApp.Application.RateLimiting;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Application.Tests.RateLimiting;

internal sealed class RateBucketsTests
{
    private static readonly RateLimit Limit = new(Burst: 3, Refill: TimeSpan.FromMinutes(1));

    private readonly FakeTimeProvider _time = new();

    [Test]
    public void A_bucket_allows_its_burst_and_then_its_rate()
    {
        var buckets = new RateBuckets<string>(Limit, _time);

        Assert.That(Take(buckets, 3), Is.All.Null);
        Assert.That(buckets.Take("alice"), Is.EqualTo(TimeSpan.FromMinutes(1)));
        Assert.That(buckets.Take("bob"), Is.Null, "each key has its own bucket");
        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.That(
            buckets.Take("alice"), Is.EqualTo(TimeSpan.FromSeconds(20)), "a refused attempt costs nothing");
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.That(buckets.Take("alice"), Is.Null);
        Assert.That(buckets.Take("alice"), Is.Not.Null);
    }

    [Test]
    public void A_bucket_refills_only_to_its_burst()
    {
        var buckets = new RateBuckets<string>(Limit, _time);
        Take(buckets, 3);

        _time.Advance(TimeSpan.FromDays(1));

        Assert.That(Take(buckets, 4), Is.EqualTo(new TimeSpan?[] { null, null, null, TimeSpan.FromMinutes(1) }));
    }

    [Test]
    public void A_returned_amount_can_be_taken_again_but_no_more()
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
    public void A_new_bucket_displaces_only_the_least_recently_used_one()
    {
        var buckets = new RateBuckets<string>(Limit, _time, capacity: 2);
        buckets.Take("somebody");
        Take(buckets, 3);

        foreach (var other in new[] { "bob", "carol", "dave" })
        {
            buckets.Take(other);
            Assert.That(buckets.Take("alice"), Is.Not.Null, $"alice asks repeatedly, {other} only once");
        }

        Assert.That(
            Enumerable.Range(0, 3).Select(_ => buckets.Take("somebody")), Is.All.Null, "this bucket was removed");
    }

    [Test]
    public void A_cost_above_the_remaining_amount_leaves_a_debt()
    {
        var buckets = new RateBuckets<string>(Limit, _time);

        Assert.That(buckets.Take("alice", cost: 5), Is.Null);

        Assert.That(buckets.Take("alice"), Is.EqualTo(TimeSpan.FromMinutes(3)), "the debt is two");
    }

    private static TimeSpan?[] Take(RateBuckets<string> buckets, int times) =>
        [.. Enumerable.Range(0, times).Select(_ => buckets.Take("alice"))];
}
