using ChatApp.Application.Common;

namespace ChatApp.Application.Tests.Common;

internal sealed class BoundedCacheTests
{
    [TestCase(1)]
    [TestCase(8)]
    [TestCase(1_000)]
    [TestCase(8_192)]
    public void However_many_are_set_there_are_never_more_than_its_capacity(int capacity)
    {
        var cache = new BoundedCache<Guid, int>(capacity);

        for (var i = 0; i < 3 * capacity; i++)
        {
            var key = Guid.CreateVersion7();
            cache.Set(key, i);
            Assert.That(cache.TryGetValue(key, out var found) && found == i, Is.True, "the newest is there");
        }

        Assert.That(cache.Count, Is.LessThanOrEqualTo(capacity));
        Assert.That(cache.Count, Is.GreaterThan(capacity * 9 / 10), "nearly all of the capacity is used");
    }

    [Test]
    public void Those_in_use_stay_and_old_ones_go()
    {
        const int Capacity = 8_192;
        var cache = new BoundedCache<int, int>(Capacity);
        var inUse = Enumerable.Range(0, 1_000).ToArray();
        Array.ForEach(inUse, key => cache.Set(key, key));

        for (var key = 1_000; key < 10 * Capacity; key++)
        {
            cache.Set(key, key);
            if (key % 1_000 == 0)
            {
                Array.ForEach(inUse, used => cache.TryGetValue(used, out _));
            }
        }

        Assert.That(inUse.Count(key => cache.TryGetValue(key, out _)), Is.EqualTo(inUse.Length));
        Assert.That(Enumerable.Range(1_000, 1_000).Count(key => cache.TryGetValue(key, out _)), Is.Zero);
    }

    [Test]
    public void What_is_there_is_given_instead_of_what_would_be_added()
    {
        var cache = new BoundedCache<string, object>(8);
        var first = cache.GetOrAdd("key", new object());

        Assert.That(cache.GetOrAdd("key", new object()), Is.SameAs(first));
        Assert.That((cache.Remove("key"), cache.Remove("key")), Is.EqualTo((true, false)));
        Assert.That(cache.GetOrAdd("key", new object()), Is.Not.SameAs(first));
    }

    [Test]
    public void What_is_there_can_refuse_to_be_replaced()
    {
        var cache = new BoundedCache<string, int>(8);
        foreach (var value in new[] { 3, 5, 4 })
        {
            cache.Set("key", value, static (known, latest) => latest > known);
        }

        Assert.That(cache.TryGetValue("key", out var found) ? found : 0, Is.EqualTo(5));
    }

    [Test]
    public async Task Any_number_of_threads_may_use_it()
    {
        const int Capacity = 1_024;
        var cache = new BoundedCache<int, string>(Capacity);
        var wrong = 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                var key = ((7 * i) + thread) % (2 * Capacity);
                if (!cache.TryGetValue(key, out var found))
                {
                    cache.Set(key, $"{key}");
                }
                else if (found != $"{key}" || cache.Count > Capacity)
                {
                    Interlocked.Increment(ref wrong);
                }

                if (i % 7 == 0)
                {
                    cache.Remove(key);
                }
            }
        })));

        Assert.That(wrong, Is.Zero);
    }
}
