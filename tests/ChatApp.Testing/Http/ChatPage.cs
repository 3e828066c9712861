namespace ChatApp.Testing;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">What the list holds.</typeparam>
/// <param name="Items">The rows, in the order of the wire.</param>
/// <param name="Next">The address of the next page, null on the last one.</param>
public sealed record ChatPage<T>(IReadOnlyList<T> Items, string? Next);
