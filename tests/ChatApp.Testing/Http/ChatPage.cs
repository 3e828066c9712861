namespace ChatApp.Testing;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <param name="Items">The items in the order of the response.</param>
/// <param name="Next">The address of the next page; null on the last page.</param>
/// <param name="Previous">
/// The address of the page before this one, which only a page around an item has; else null.
/// </param>
public sealed record ChatPage<T>(IReadOnlyList<T> Items, string? Next, string? Previous = null);
