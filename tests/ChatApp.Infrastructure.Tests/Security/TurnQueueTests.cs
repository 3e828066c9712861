using ChatApp.Infrastructure.Security;

namespace ChatApp.Infrastructure.Tests.Security;

internal sealed class TurnQueueTests
{
    private readonly TurnQueue<string, string> _queue = new();

    [Test]
    public void Keys_take_turns_and_items_of_a_key_keep_their_order()
    {
        Add("a1", "a2", "a3", "b1", "b2", "c1");

        Assert.That(TakeAll(), Is.EqualTo(new[] { "a1", "b1", "c1", "a2", "b2", "a3" }));
        Assert.That(_queue.Count, Is.Zero);
    }

    [Test]
    public void A_new_key_waits_for_one_item_of_each_other_key()
    {
        Add([.. Enumerable.Range(1, 100).Select(i => $"a{i}"), "b1", "b2"]);
        _queue.Take();

        _queue.Add("c", "c1");

        Assert.That(TakeAll().Take(3), Is.EqualTo(new[] { "b1", "a2", "c1" }));
    }

    [Test]
    public void A_key_without_items_returns_at_the_end()
    {
        Add("a1", "b1", "c1");
        _queue.Take();

        Add("a2");

        Assert.That(TakeAll(), Is.EqualTo(new[] { "b1", "c1", "a2" }));
    }

    [Test]
    public void The_newest_item_of_the_longest_line_is_removed()
    {
        Add("a1", "b1", "b2", "b3", "c1", "c2");

        Assert.That(_queue.TakeNewestOfLongestLine(), Is.EqualTo("b3"));
        Assert.That((_queue.Count, _queue.LongestLine, _queue.CountOf("b")), Is.EqualTo((5, 2, 2)));
        Assert.That(TakeAll(), Is.EqualTo(new[] { "a1", "b1", "c1", "b2", "c2" }));
    }

    [Test]
    public void A_line_whose_only_item_is_removed_has_no_turn()
    {
        Add("a1");

        Assert.That(_queue.TakeNewestOfLongestLine(), Is.EqualTo("a1"));
        Assert.That((_queue.Count, _queue.LongestLine, _queue.CountOf("a")), Is.EqualTo((0, 0, 0)));
        Add("b1");
        Assert.That(TakeAll(), Is.EqualTo(new[] { "b1" }));
    }

    // The first letter of an item is its key.
    private void Add(params string[] items)
    {
        foreach (var item in items)
        {
            _queue.Add(item[..1], item);
        }
    }

    private List<string> TakeAll()
    {
        var taken = new List<string>();
        while (_queue.Count > 0)
        {
            taken.Add(_queue.Take());
        }

        return taken;
    }
}
