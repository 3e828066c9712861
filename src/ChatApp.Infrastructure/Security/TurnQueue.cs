namespace ChatApp.Infrastructure.Security;

/// <summary>
/// A queue in which keys take turns: whoever has queued a hundred items waits no less, and nobody else waits longer for
/// it, than if it were one. Items of one key keep their order. Not safe for use by several threads at once.
/// </summary>
/// <typeparam name="TKey">Who takes turns.</typeparam>
/// <typeparam name="TItem">What is queued.</typeparam>
internal sealed class TurnQueue<TKey, TItem>
    where TKey : IEquatable<TKey>
{
    // Of all keys that have items; the first one's turn comes next. They are few enough to be searched.
    private readonly List<Line> _lines = [];

    /// <summary>Items of all keys.</summary>
    public int Count { get; private set; }

    /// <summary>The most items that one key has; 0 when there are none.</summary>
    public int LongestLine => _lines.Count == 0 ? 0 : _lines.Max(line => line.Items.Count);

    /// <summary>Items of one key.</summary>
    public int CountOf(TKey key) => Find(key)?.Items.Count ?? 0;

    /// <summary>Queues an item as the last one of its key. A key that had none has its turn after all others.</summary>
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
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
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
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public TItem TakeNewestOfLongestLine()
    {
        var line = _lines.MaxBy(line => line.Items.Count)
            ?? throw new InvalidOperationException("Nothing is queued.");
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
