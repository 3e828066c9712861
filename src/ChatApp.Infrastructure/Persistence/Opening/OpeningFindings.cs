namespace ChatApp.Infrastructure.Persistence.Opening;

/// <summary>What was found when a database was opened, each as a sentence for the operator; null: nothing.</summary>
/// <param name="Flaw">Why the database cannot keep what is promised: it ends the start.</param>
/// <param name="Risk">What is more dangerous than it needs to be: it is logged.</param>
internal readonly record struct OpeningFindings(string? Flaw, string? Risk = null);
