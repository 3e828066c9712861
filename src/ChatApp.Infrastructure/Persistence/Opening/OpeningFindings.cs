namespace ChatApp.Infrastructure.Persistence.Opening;

/// <summary>
/// The results of the check of a database that was opened. Each is a sentence for the operator; null if nothing was
/// found.
/// </summary>
/// <param name="Flaw">Why the database cannot keep the guarantees; it stops the start.</param>
/// <param name="Risk">An avoidable risk; it is logged.</param>
internal readonly record struct OpeningFindings(string? Flaw, string? Risk = null);
