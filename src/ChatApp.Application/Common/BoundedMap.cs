using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace ChatApp.Application.Common;

/// <summary>
/// A map of bounded size. When it is full, a new key takes the place of one that nobody has asked for lately
/// (second chance, also called clock). For one thread at a time; <see cref="BoundedCache{TKey,TValue}"/> is for many.
/// </summary>
/// <remarks>
/// A hand goes round the entries. It clears the mark of those that were used since its last round, and stops at the
/// first without a mark. A new entry has no mark: keys that come only once do not displace those in use.
/// </remarks>
/// <typeparam name="TKey">What is asked by.</typeparam>
/// <typeparam name="TValue">What is kept.</typeparam>
public sealed class BoundedMap<TKey, TValue>
    where TKey : notnull
{
    private readonly int _capacity;
    private readonly Dictionary<TKey, int> _indexes = [];
    private readonly List<Entry> _entries = [];
    private int _hand;

    /// <summary>Makes an empty one.</summary>
    /// <param name="capacity">Most entries; memory is taken as they come.</param>
    public BoundedMap(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
    }

    /// <summary>How many entries there are.</summary>
    public int Count => _entries.Count;

    /// <summary>Adds an entry or replaces it, which does not count as a use.</summary>
    public void Set(TKey key, TValue value)
    {
        if (_indexes.TryGetValue(key, out var index))
        {
            CollectionsMarshal.AsSpan(_entries)[index].Value = value;
        }
        else
        {
            Add(key, value);
        }
    }

    /// <summary>Finds an entry and marks it as used.</summary>
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (!_indexes.TryGetValue(key, out var index))
        {
            value = default;
            return false;
        }

        ref var entry = ref CollectionsMarshal.AsSpan(_entries)[index];
        entry.IsUsed = true;
        value = entry.Value;
        return true;
    }

    /// <summary>Removes an entry.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(TKey key)
    {
        if (!_indexes.Remove(key, out var index))
        {
            return false;
        }

        var last = _entries.Count - 1;
        if (index < last)
        {
            _entries[index] = _entries[last];
            _indexes[_entries[index].Key] = index;
        }

        _entries.RemoveAt(last);
        return true;
    }

    /// <summary>Removes all entries.</summary>
    public void Clear()
    {
        _indexes.Clear();
        _entries.Clear();
    }

    private void Add(TKey key, TValue value)
    {
        var entry = new Entry { Key = key, Value = value };
        if (_entries.Count < _capacity)
        {
            _indexes.Add(key, _entries.Count);
            _entries.Add(entry);
            return;
        }

        var index = FindUnused();
        _indexes.Remove(_entries[index].Key);
        _indexes.Add(key, index);
        _entries[index] = entry;
        _hand = index + 1;
    }

    // All entries may have a mark; then the second round finds the first of them without it.
    private int FindUnused()
    {
        var entries = CollectionsMarshal.AsSpan(_entries);
        for (var index = _hand; ; index++)
        {
            ref var entry = ref entries[index % entries.Length];
            if (!entry.IsUsed)
            {
                return index % entries.Length;
            }

            entry.IsUsed = false;
        }
    }

    private struct Entry
    {
        public TKey Key;
        public TValue Value;
        public bool IsUsed;
    }
}
