using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ChatApp.Application.Common;

/// <summary>
/// A cache of bounded size. When it is full, a new key takes the place of one that nobody has asked for lately (second
/// chance, also called clock). Safe for use by any thread: reads take no lock, and changes take one.
/// </summary>
/// <remarks>
/// A hand goes round the entries. It clears the mark of those that were used since its last round, and stops at the
/// first without a mark. A new entry has no mark: keys that come only once do not displace those in use. Reads without
/// a lock matter: with a lock for each of 16 parts, two threads that did nothing else took five times as long.
/// </remarks>
/// <typeparam name="TKey">What is asked by.</typeparam>
/// <typeparam name="TValue">What is kept.</typeparam>
public sealed class BoundedCache<TKey, TValue>
    where TKey : notnull
{
    private readonly int _capacity;
    private readonly ConcurrentDictionary<TKey, Entry> _entries = new();
    private readonly Lock _gate = new();
    private readonly List<Entry> _ring = [];
    private int _hand;

    /// <summary>Makes an empty one.</summary>
    /// <param name="capacity">Most entries; memory is taken as they come.</param>
    public BoundedCache(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
    }

    /// <summary>How many entries there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _ring.Count;
            }
        }
    }

    /// <summary>Finds an entry and marks it as used.</summary>
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            value = default;
            return false;
        }

        // Not written again and again, so that the threads that read it can share it.
        if (!entry.IsUsed)
        {
            entry.IsUsed = true;
        }

        value = entry.Value;
        return true;
    }

    /// <summary>Finds an entry, or adds it.</summary>
    public TValue GetOrAdd(TKey key, TValue value)
    {
        lock (_gate)
        {
            if (TryGetValue(key, out var known))
            {
                return known;
            }

            Put(key, value);
            return value;
        }
    }

    /// <summary>Adds an entry or replaces it, which does not count as a use.</summary>
    public void Set(TKey key, TValue value)
    {
        lock (_gate)
        {
            Put(key, value);
        }
    }

    /// <summary>Adds an entry, or replaces it where the one that is there allows it.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">Its value.</param>
    /// <param name="isReplaceable">Whether the first value may give way to the second. It runs under the lock.</param>
    public void Set(TKey key, TValue value, Func<TValue, TValue, bool> isReplaceable)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var known) || isReplaceable(known.Value, value))
            {
                Put(key, value);
            }
        }
    }

    /// <summary>Removes an entry.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(TKey key)
    {
        lock (_gate)
        {
            if (!_entries.TryRemove(key, out var entry))
            {
                return false;
            }

            // The last one takes its place.
            var last = _ring[^1];
            last.Index = entry.Index;
            _ring[entry.Index] = last;
            _ring.RemoveAt(_ring.Count - 1);
            return true;
        }
    }

    /// <summary>Removes all entries.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _ring.Clear();
        }
    }

    private void Put(TKey key, TValue value)
    {
        var entry = new Entry(key, value);
        if (_entries.TryGetValue(key, out var known))
        {
            (entry.Index, entry.IsUsed) = (known.Index, known.IsUsed);
            _ring[entry.Index] = entry;
        }
        else if (_ring.Count < _capacity)
        {
            entry.Index = _ring.Count;
            _ring.Add(entry);
        }
        else
        {
            entry.Index = FindUnused();
            _entries.TryRemove(_ring[entry.Index].Key, out _);
            _ring[entry.Index] = entry;
            _hand = entry.Index + 1;
        }

        _entries[key] = entry;
    }

    // All entries may have a mark; then the second round finds the first of them without it.
    private int FindUnused()
    {
        for (var index = _hand % _ring.Count; ; index = (index + 1) % _ring.Count)
        {
            if (!_ring[index].IsUsed)
            {
                return index;
            }

            _ring[index].IsUsed = false;
        }
    }

    private sealed class Entry(TKey key, TValue value)
    {
        public TKey Key => key;

        public TValue Value => value;

        public int Index { get; set; }

        public bool IsUsed { get; set; }
    }
}
