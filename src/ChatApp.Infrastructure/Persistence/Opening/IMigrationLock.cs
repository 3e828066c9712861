namespace ChatApp.Infrastructure.Persistence.Opening;

/// <summary>
/// Lets one process at a time migrate the schema. The lock ends with its process, so a killed process cannot block the
/// next start.
/// </summary>
internal interface IMigrationLock
{
    /// <summary>How long to wait for another process that migrates.</summary>
    static readonly TimeSpan MaxWait = TimeSpan.FromHours(1);

    /// <summary>Waits for the lock.</summary>
    /// <exception cref="SettingException">
    /// Another process has held it for longer than <see cref="MaxWait"/>.
    /// </exception>
    Task<IAsyncDisposable> AcquireAsync(CancellationToken cancellationToken);
}
