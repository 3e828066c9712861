namespace ChatApp.Application.Writing;

/// <summary>A row that a batch may change.</summary>
/// <typeparam name="TRow">Its type.</typeparam>
/// <param name="Before">The row as the batch found it. If the database has another one, the batch is void.</param>
/// <param name="Now">The copy that the decisions of the batch change.</param>
public readonly record struct Change<TRow>(TRow Before, TRow Now);
