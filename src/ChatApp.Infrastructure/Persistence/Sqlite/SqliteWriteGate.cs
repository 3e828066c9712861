namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>
/// SQLite has one writer at a time and lets the others poll. Within this process they queue here instead, in turn, so that a login
/// gets its turn between two batches of messages. Held by <see cref="SqliteConversationTransaction"/> for a batch and by
/// <see cref="SqliteChatDbContext"/> for a save.
/// </summary>
internal sealed class SqliteWriteGate : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <exception cref="TimeoutException">The gate was not free within ten seconds.</exception>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        if (!await _gate.WaitAsync(MaxWait, cancellationToken))
        {
            throw new TimeoutException("The embedded database was busy for too long.");
        }
    }

    public void Leave() => _gate.Release();

    public void Dispose() => _gate.Dispose();
}
