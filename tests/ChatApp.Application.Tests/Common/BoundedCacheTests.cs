using ChatApp.Application.Common;

namespace ChatApp.Application.Tests.Common;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class BoundedCacheTests
{
    private const int Capacity = 4;

    private readonly BoundedCache<int, string> _entries = new(Capacity);

    [Test]
    public void What_was_set_is_found_replaced_and_removed()
    {
        _entries.Set(1, "one");
        Assert.That(Find(1), Is.EqualTo("one"));

        _entries.Set(1, "uno");
        Assert.That((Find(1), _entries.Count), Is.EqualTo(("uno", 1)));

        Assert.That((_entries.Remove(1), _entries.Remove(1)), Is.EqualTo((true, false)));
        Assert.That((Find(1), _entries.Count), Is.EqualTo(((string?)null, 0)));
    }

    [Test]
    public void When_it_is_full_the_oldest_makes_room()
    {
        Set(1, 2, 3, 4);

        Set(5);
        Assert.That(Keys(), Is.EqualTo(new[] { 2, 3, 4, 5 }));
    }

    [Test]
    public void One_that_was_used_stays_and_the_next_makes_room()
    {
        Set(1, 2, 3, 4);
        Find(1);

        Set(5);
        Assert.That(Keys(), Is.EqualTo(new[] { 1, 3, 4, 5 }));
    }

    [Test]
    public void When_all_were_used_the_oldest_makes_room()
    {
        Set(1, 2, 3, 4);
        foreach (var key in new[] { 1, 2, 3, 4 })
        {
            Find(key);
        }

        Set(5);
        Assert.That(Keys(), Is.EqualTo(new[] { 2, 3, 4, 5 }));
    }

    [Test]
    public void One_in_use_outlives_any_number_of_others()
    {
        Set(0);

        for (var key = 1; key < 100 * Capacity; key++)
        {
            Set(key);
            Assert.That(Find(0), Is.EqualTo("0"));
            Assert.That(_entries.Count, Is.LessThanOrEqualTo(Capacity));
        }
    }

    [Test]
    public void One_that_is_no_longer_used_makes_room_in_the_end()
    {
        Set(0);
        Find(0);

        Set([.. Enumerable.Range(1, 2 * Capacity)]);

        Assert.That(Find(0), Is.Null);
    }

    [Test]
    public void It_stays_whole_whatever_is_added_and_removed()
    {
        var random = new Random(22);
        var model = new Dictionary<int, string>();
        for (var i = 0; i < 10_000; i++)
        {
            var key = random.Next(2 * Capacity);
            switch (random.Next(3))
            {
                case 0:
                    _entries.Remove(key);
                    model.Remove(key);
                    break;
                case 1:
                    _entries.Set(key, $"{i}");
                    model[key] = $"{i}";
                    break;
                default:
                    Assert.That(Find(key), Is.Null.Or.EqualTo(model.GetValueOrDefault(key)));
                    break;
            }

            Assert.That(_entries.Count, Is.LessThanOrEqualTo(Math.Min(Capacity, model.Count)));
        }
    }

    [Test]
    public void After_it_was_cleared_there_is_room_for_as_many()
    {
        Set(1, 2, 3, 4, 5);

        _entries.Clear();
        Assert.That(_entries.Count, Is.Zero);

        Set(6, 7, 8, 9);
        Assert.That(Keys(), Is.EqualTo(new[] { 6, 7, 8, 9 }));
    }

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

        Assert.That(cache.Count, Is.EqualTo(capacity));
    }

    [Test]
    public void Those_in_use_stay_and_old_ones_go()
    {
        const int Most = 8_192;
        var cache = new BoundedCache<int, int>(Most);
        var inUse = Enumerable.Range(0, 1_000).ToArray();
        Array.ForEach(inUse, key => cache.Set(key, key));

        for (var key = 1_000; key < 10 * Most; key++)
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
        const int Most = 1_024;
        var cache = new BoundedCache<int, string>(Most);
        var wrong = 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                var key = ((7 * i) + thread) % (2 * Most);
                if (!cache.TryGetValue(key, out var found))
                {
                    cache.Set(key, $"{key}");
                }
                else if (found != $"{key}" || cache.Count > Most)
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

    private void Set(params int[] keys)
    {
        foreach (var key in keys)
        {
            _entries.Set(key, $"{key}");
        }
    }

    private string? Find(int key) => _entries.TryGetValue(key, out var found) ? found : null;

    private int[] Keys() => [.. Enumerable.Range(0, 10).Where(key => Find(key) is not null)];
}
