using ChatApp.Application.Common;

namespace ChatApp.Application.Tests.Common;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class BoundedCacheTests
{
    private const int Capacity = 4;

    private readonly BoundedCache<int, string> _entries = new(Capacity);

    [Test]
    public void An_entry_can_be_set_found_replaced_and_removed()
    {
        _entries.Set(1, "one");
        Assert.That(Find(1), Is.EqualTo("one"));

        _entries.Set(1, "uno");
        Assert.That((Find(1), _entries.Count), Is.EqualTo(("uno", 1)));

        Assert.That((_entries.Remove(1), _entries.Remove(1)), Is.EqualTo((true, false)));
        Assert.That((Find(1), _entries.Count), Is.EqualTo(((string?)null, 0)));
    }

    [Test]
    public void A_full_cache_removes_the_oldest_entry()
    {
        Set(1, 2, 3, 4);

        Set(5);
        Assert.That(Keys(), Is.EqualTo(new[] { 2, 3, 4, 5 }));
    }

    [Test]
    public void A_used_entry_stays_and_the_next_oldest_is_removed()
    {
        Set(1, 2, 3, 4);
        Find(1);

        Set(5);
        Assert.That(Keys(), Is.EqualTo(new[] { 1, 3, 4, 5 }));
    }

    [Test]
    public void The_oldest_entry_is_removed_if_all_were_used()
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
    public void A_used_entry_survives_any_number_of_new_entries()
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
    public void An_entry_that_is_no_longer_used_is_removed()
    {
        Set(0);
        Find(0);

        Set([.. Enumerable.Range(1, 2 * Capacity)]);

        Assert.That(Find(0), Is.Null);
    }

    [Test]
    public void Random_operations_never_return_a_wrong_value()
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
    public void A_cleared_cache_has_its_full_capacity()
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
    public void A_cache_never_exceeds_its_capacity(int capacity)
    {
        var cache = new BoundedCache<Guid, int>(capacity);

        for (var i = 0; i < 3 * capacity; i++)
        {
            var key = Guid.CreateVersion7();
            cache.Set(key, i);
            Assert.That(cache.TryGetValue(key, out var found) && found == i, Is.True, "the newest is kept");
        }

        Assert.That(cache.Count, Is.EqualTo(capacity));
    }

    [Test]
    public void Used_entries_stay_and_old_entries_are_removed()
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
    public void GetOrAdd_returns_the_existing_value()
    {
        var cache = new BoundedCache<string, object>(8);
        var first = cache.GetOrAdd("key", new object());

        Assert.That(cache.GetOrAdd("key", new object()), Is.SameAs(first));
        Assert.That((cache.Remove("key"), cache.Remove("key")), Is.EqualTo((true, false)));
        Assert.That(cache.GetOrAdd("key", new object()), Is.Not.SameAs(first));
    }

    [Test]
    public void An_existing_value_can_reject_its_replacement()
    {
        var cache = new BoundedCache<string, int>(8);
        foreach (var value in new[] { 3, 5, 4 })
        {
            cache.Set("key", value, static (known, latest) => latest > known);
        }

        Assert.That(cache.TryGetValue("key", out var found) ? found : 0, Is.EqualTo(5));
    }

    [Test]
    public async Task Many_threads_can_use_the_cache()
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
