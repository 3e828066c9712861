namespace ChatApp.Infrastructure.Security;

/// <summary>A queue in which keys take turns, so that a key with many items delays no other. Not thread-safe.</summary>
internal sealed class TurnQueue<TKey, TItem>
    where TKey : IEquatable<TKey>
{
    // One line for each key with items, in the order of turns. There are few enough for a linear search.
    private readonly List<Line> _lines = [];

    public int Count { get; private set; }

    /// <summary>The greatest number of items of one key; 0 if the queue is empty.</summary>
    public int LongestLine => _lines.Count == 0 ? 0 : _lines.Max(line => line.Items.Count);

    /// <summary>The number of items of one key.</summary>
    public int CountOf(TKey key) => Find(key)?.Items.Count ?? 0;

    /// <summary>Adds an item after the others of its key. A new key gets its turn after all others.</summary>
    public void Add(TKey key, TItem item)
    {
        if (Find(key) is { } line)
        {
            line.Items.AddLast(item);
        }
        else
        {
            _lines.Add(new Line(key, new LinkedList<TItem>([item])));
        }

        Count++;
    }

    /// <summary>Takes the oldest item of the key whose turn it is.</summary>
    public TItem Take()
    {
        var line = _lines[0];
        var item = line.Items.First!.Value;
        line.Items.RemoveFirst();
        Count--;

        _lines.RemoveAt(0);
        if (line.Items.Count > 0)
        {
            _lines.Add(line);
        }

        return item;
    }

    /// <summary>Takes the newest item of the key that has the most.</summary>
    public TItem TakeNewestOfLongestLine()
    {
        var line = _lines.MaxBy(line => line.Items.Count) ?? throw new InvalidOperationException("The queue is empty.");
        var item = line.Items.Last!.Value;
        line.Items.RemoveLast();
        Count--;
        if (line.Items.Count == 0)
        {
            _lines.Remove(line);
        }

        return item;
    }

    private Line? Find(TKey key) => _lines.Find(line => line.Key.Equals(key));

    private sealed record Line(TKey Key, LinkedList<TItem> Items);
}
