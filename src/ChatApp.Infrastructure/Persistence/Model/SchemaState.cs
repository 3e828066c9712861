namespace ChatApp.Infrastructure.Persistence.Model;

/// <summary>How the schema of a database stands to the one that this version needs.</summary>
/// <param name="Pending">How many migrations it lacks.</param>
/// <param name="Newer">
/// The last one that this version does not know, so that a newer one was here; null when there is none.
/// </param>
internal sealed record SchemaState(int Pending, string? Newer);
