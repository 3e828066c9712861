namespace ChatApp.Infrastructure.Persistence.Opening;

internal interface IDatabaseOpening
{
    /// <summary>
    /// Checks whether the database can keep the guarantees: durable commits (contract, section 6, point 1) and every
    /// valid text (section 1). Also checks who else can read the data.
    /// </summary>
    Task<OpeningFindings> CheckAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Takes the lock for a migration; null if another process holds it. The lock ends with its process, even a killed
    /// one, so it cannot block the next start.
    /// </summary>
    Task<IAsyncDisposable?> TryLockMigrationAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Reads the stored epoch into the state of the database, at start and then every second. With PostgreSQL it first
    /// checks that the server is the primary, and stores a new epoch if a failover may have lost commits.
    /// </summary>
    Task ReadEpochAsync(CancellationToken cancellationToken);
}

/// <summary>What a check has found, as sentences for the operator.</summary>
/// <param name="Flaw">Why the database cannot keep the guarantees; it stops the start.</param>
/// <param name="Risk">An avoidable risk; it is logged.</param>
internal readonly record struct OpeningFindings(string? Flaw, string? Risk = null);
