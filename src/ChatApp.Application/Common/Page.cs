namespace ChatApp.Application.Common;

/// <summary>A page of a list.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, bool HasMore)
{
    /// <summary>Whether the list has items before this page. Set only on a page around an item.</summary>
    public bool HasPrevious { get; init; }

    /// <summary>Makes a page of a list that was read with one item more than the limit; cuts the list.</summary>
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

/// <summary>Limits of the <c>limit</c> parameter of every list (contract, section 1).</summary>
public static class PageLimit
{
    /// <summary>Items on a page if the caller sets no limit.</summary>
    public const int Default = 50;

    /// <summary>Largest number of items on a page.</summary>
    public const int Max = 200;

    internal static IRuleBuilderOptions<T, int> IsPageLimit<T>(this IRuleBuilder<T, int> rule) =>
        rule.InclusiveBetween(1, Max).WithMessage($"This must be from 1 to {Max}.");
}
