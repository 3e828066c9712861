using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace ChatApp.Application.Common;

/// <summary>
/// A cache of bounded size: when it is full, a new key takes the place of one that nobody has asked for lately. Safe
/// for use by any thread. Each key belongs to one of several parts, and each part has a lock, held for one look-up.
/// </summary>
/// <typeparam name="TKey">What is asked by.</typeparam>
/// <typeparam name="TValue">What is kept.</typeparam>
public sealed class BoundedCache<TKey, TValue>
    where TKey : notnull
{
    // With fewer entries in a part, an uneven spread of the keys would waste too much of the capacity.
    private const int LeastOfPart = 256;
    private const int MostParts = 16;

    // Fibonacci hashing: spreads keys whose hash codes differ in few bits.
    private const uint Spread = 2_654_435_769;

    private readonly Part[] _parts;
    private readonly int _shift;

    /// <summary>Makes an empty one.</summary>
    /// <param name="capacity">Most entries; memory is taken as they come.</param>
    public BoundedCache(int capacity)
    {
        var parts = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(capacity / LeastOfPart, 1, MostParts));
        _shift = 32 - BitOperations.Log2((uint)parts);
        _parts = [.. Enumerable.Range(0, parts).Select(_ => new Part(capacity / parts))];
    }

    /// <summary>How many entries there are.</summary>
    public int Count => _parts.Sum(part =>
    {
        lock (part.Gate)
        {
            return part.Entries.Count;
        }
    });

    /// <summary>Finds an entry.</summary>
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var part = PartOf(key);
        lock (part.Gate)
        {
            return part.Entries.TryGetValue(key, out value);
        }
    }

    /// <summary>Finds an entry, or adds it.</summary>
    public TValue GetOrAdd(TKey key, TValue value)
    {
        var part = PartOf(key);
        lock (part.Gate)
        {
            if (part.Entries.TryGetValue(key, out var known))
            {
                return known;
            }

            part.Entries.Set(key, value);
            return value;
        }
    }

    /// <summary>Adds an entry or replaces it.</summary>
    public void Set(TKey key, TValue value)
    {
        var part = PartOf(key);
        lock (part.Gate)
        {
            part.Entries.Set(key, value);
        }
    }

    /// <summary>Adds an entry, or replaces it where the one that is there allows it.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">Its value.</param>
    /// <param name="isReplaceable">Whether the first value may give way to the second. It runs under a lock.</param>
    public void Set(TKey key, TValue value, Func<TValue, TValue, bool> isReplaceable)
    {
        var part = PartOf(key);
        lock (part.Gate)
        {
            if (!part.Entries.TryGetValue(key, out var known) || isReplaceable(known, value))
            {
                part.Entries.Set(key, value);
            }
        }
    }

    /// <summary>Removes an entry.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(TKey key)
    {
        var part = PartOf(key);
        lock (part.Gate)
        {
            return part.Entries.Remove(key);
        }
    }

    // A shift by 32 shifts by nothing: with one part there is nothing to choose.
    private Part PartOf(TKey key) =>
        _parts.Length == 1 ? _parts[0] : _parts[((uint)key.GetHashCode() * Spread) >> _shift];

    private sealed class Part(int capacity)
    {
        public Lock Gate { get; } = new();

        public BoundedMap<TKey, TValue> Entries { get; } = new(capacity);
    }
}
