namespace ChatApp.Infrastructure.Persistence.Model;

/// <summary>The schema of a database compared with the one that this version needs.</summary>
/// <param name="Applied">The number of migrations that the database has.</param>
/// <param name="Pending">The migrations that it lacks, in their order.</param>
/// <param name="Newer">
/// The last migration of a newer version in the database that this version cannot work with; null if there is none.
/// </param>
internal sealed record SchemaState(int Applied, IReadOnlyList<string> Pending, string? Newer);
