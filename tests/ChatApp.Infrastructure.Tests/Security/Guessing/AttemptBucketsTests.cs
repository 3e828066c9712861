using ChatApp.Infrastructure.Security.Guessing;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Infrastructure.Tests.Security.Guessing;

internal sealed class AttemptBucketsTests
{
    private static readonly AttemptLimit Limit = new(Burst: 3, Refill: TimeSpan.FromMinutes(1));

    private readonly FakeTimeProvider _time = new();

    [Test]
    public void So_many_at_once_and_then_one_each_time()
    {
        var buckets = new AttemptBuckets<string>(Limit, _time);

        Assert.That(Take(buckets, 3), Is.All.Null);
        Assert.That(buckets.Take("alice"), Is.EqualTo(TimeSpan.FromMinutes(1)));
        Assert.That(buckets.Take("bob"), Is.Null, "each has a bucket");
        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.That(buckets.Take("alice"), Is.EqualTo(TimeSpan.FromSeconds(20)), "an attempt that is refused costs nothing");
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.That(buckets.Take("alice"), Is.Null);
        Assert.That(buckets.Take("alice"), Is.Not.Null);
    }

    [Test]
    public void It_fills_up_to_the_brim_and_not_beyond()
    {
        var buckets = new AttemptBuckets<string>(Limit, _time);
        Take(buckets, 3);

        _time.Advance(TimeSpan.FromDays(1));

        Assert.That(Take(buckets, 4), Is.EqualTo(new TimeSpan?[] { null, null, null, TimeSpan.FromMinutes(1) }));
    }

    [Test]
    public void What_is_given_back_can_be_taken_again_and_no_more_than_that()
    {
        var buckets = new AttemptBuckets<string>(Limit, _time);
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
    public void When_there_are_too_many_full_ones_go_first_and_then_all()
    {
        var buckets = new AttemptBuckets<string>(Limit, _time, capacity: 2);
        buckets.Take("somebody");
        _time.Advance(TimeSpan.FromMinutes(1));
        Take(buckets, 3);

        buckets.Take("bob");
        Assert.That(buckets.Take("alice"), Is.Not.Null, "the bucket of somebody was full, and is gone");

        buckets.Take("carol");
        Assert.That(buckets.Take("alice"), Is.Null);
    }

    private static TimeSpan?[] Take(AttemptBuckets<string> buckets, int times) =>
        [.. Enumerable.Range(0, times).Select(_ => buckets.Take("alice"))];
}
