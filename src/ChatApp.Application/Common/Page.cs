namespace ChatApp.Application.Common;

/// <summary>A page of a list.</summary>
/// <typeparam name="T">Type of an item.</typeparam>
/// <param name="Items">The items, in the order of the list.</param>
/// <param name="HasMore">Whether the list has more items after this page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, bool HasMore)
{
    /// <summary>Whether the list has items before this page. Set only on a page around an item.</summary>
    public bool HasPrevious { get; init; }

    /// <summary>Makes a page from a list that was read with one item more than the limit.</summary>
    public static Page<T> FromOneMore(List<T> items, int limit)
    {
        if (items.Count <= limit)
        {
            return new Page<T>(items, HasMore: false);
        }

        items.RemoveRange(limit, items.Count - limit);
        return new Page<T>(items, HasMore: true);
    }
}
