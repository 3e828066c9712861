namespace ChatApp.Infrastructure.Persistence.Opening;

/// <summary>The steps of opening a database that EF Core does not provide.</summary>
internal interface IDatabaseOpening
{
    /// <summary>How long to wait for another process that migrates.</summary>
    static readonly TimeSpan MaxWait = TimeSpan.FromHours(1);

    /// <summary>
    /// Checks whether the database can keep the guarantees of the contract: durable commits (section 6, point 1) and
    /// every valid text (section 1). Also checks who else can read the data.
    /// </summary>
    Task<OpeningFindings> CheckAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Waits until no other process migrates the database, and takes the lock. The lock ends with the process that
    /// holds it, even if that is killed, so it cannot block the next start.
    /// </summary>
    /// <exception cref="SettingException">
    /// Another process has held it for longer than <see cref="MaxWait"/>.
    /// </exception>
    Task<IAsyncDisposable> LockMigrationAsync(CancellationToken cancellationToken);
}
