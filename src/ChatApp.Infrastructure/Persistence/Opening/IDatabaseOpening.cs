using ChatApp.Application.Common;

namespace ChatApp.Infrastructure.Persistence.Opening;

/// <summary>What opening a database takes, beside what EF Core does.</summary>
internal interface IDatabaseOpening
{
    /// <summary>How long another process may migrate before the wait for it ends.</summary>
    static readonly TimeSpan MaxWait = TimeSpan.FromHours(1);

    /// <summary>
    /// Checks whether the database can keep the guarantees: whether a commit is durable (contract, section 6, point 1),
    /// whether it takes every text (section 1), and who else could read it.
    /// </summary>
    Task<OpeningFindings> CheckAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Waits until no other process migrates the database. The lock ends with its holder, also if that is killed, so it
    /// cannot block the next start.
    /// </summary>
    /// <exception cref="SettingException">
    /// Another process has held it for longer than <see cref="MaxWait"/>.
    /// </exception>
    Task<IAsyncDisposable> LockMigrationAsync(CancellationToken cancellationToken);
}
