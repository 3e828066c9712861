namespace ChatApp.Infrastructure.Persistence.Opening;

/// <summary>
/// Lets one process at a time bring the schema up to date. The lock ends with its holder, however that ends, so that a
/// killed start cannot block the next one.
/// </summary>
internal interface IMigrationLock
{
    /// <summary>How long another process may migrate before the wait for it is given up.</summary>
    static readonly TimeSpan MaxWait = TimeSpan.FromHours(1);

    /// <summary>Waits for the lock.</summary>
    /// <exception cref="SettingException">
    /// Another process has held it for longer than <see cref="MaxWait"/>.
    /// </exception>
    Task<IAsyncDisposable> AcquireAsync(CancellationToken cancellationToken);
}
