namespace ChatApp.Infrastructure.Persistence.Model;

/// <summary>The schema of a database compared with the one that this version needs.</summary>
/// <param name="Pending">The number of migrations that the database lacks.</param>
/// <param name="Newer">
/// The last migration in the database that this version does not know, which a newer version applied; null if there is
/// none.
/// </param>
internal sealed record SchemaState(int Pending, string? Newer);
