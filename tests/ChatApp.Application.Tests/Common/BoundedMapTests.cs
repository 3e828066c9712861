using ChatApp.Application.Common;

namespace ChatApp.Application.Tests.Common;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class BoundedMapTests
{
    private const int Capacity = 4;

    private readonly BoundedMap<int, string> _entries = new(Capacity);

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
