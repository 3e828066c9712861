namespace ChatApp.Application.Writing;

/// <summary>A row that a batch may change.</summary>
/// <typeparam name="TRow">Type of the row.</typeparam>
/// <param name="Before">
/// The row that the batch read. If the row in the database differs, the batch is discarded.
/// </param>
/// <param name="Now">The copy that the decisions of the batch change.</param>
public readonly record struct Change<TRow>(TRow Before, TRow Now);
