namespace ChatApp.Infrastructure.Persistence;

/// <summary>
/// Lets one process at a time bring the schema up to date. The lock ends with its holder, however that ends, so that a killed start
/// cannot block the next one.
/// </summary>
internal interface IMigrationLock
{
    /// <exception cref="TimeoutException">Another process holds it for longer than a minute.</exception>
    Task<IAsyncDisposable> AcquireAsync(CancellationToken cancellationToken);
}
