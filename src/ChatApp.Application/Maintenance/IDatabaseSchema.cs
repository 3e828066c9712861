namespace ChatApp.Application.Maintenance;

/// <summary>The schema of the database.</summary>
public interface IDatabaseSchema
{
    /// <summary>Compares the schema with that of this version, and changes nothing.</summary>
    Task<SchemaReport> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Checks whether an existing database can keep the guarantees: durable commits, and every valid text.
    /// </summary>
    /// <returns>Why it cannot; null if it can.</returns>
    Task<string?> FindFlawAsync(CancellationToken cancellationToken);

    /// <summary>Applies the pending migrations. Of several processes one migrates, and the others wait.</summary>
    Task<MigrationReport> MigrateAsync(CancellationToken cancellationToken);
}

/// <summary>The schema of the database compared with the one that this version needs.</summary>
/// <param name="Database">Where the database is, without a password.</param>
/// <param name="Exists">Whether there is a database with a schema.</param>
/// <param name="Pending">Names of the migrations that it lacks, in their order.</param>
/// <param name="Newer">The last migration that this version does not know, of a newer version; null if none.</param>
public sealed record SchemaReport(string Database, bool Exists, IReadOnlyList<string> Pending, string? Newer)
{
    /// <summary>Why this version cannot use the database, as a sentence; null if it can.</summary>
    public string? Flaw { get; init; }
}

/// <summary>A finished migration.</summary>
/// <param name="Applied">Names of the migrations that this process applied.</param>
public sealed record MigrationReport(IReadOnlyList<string> Applied);
