using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>
/// SQLite has one writer at a time and lets the others poll. Within this process they queue here instead, in turn, so that a login
/// gets its turn between two batches of messages. Held by <see cref="SqliteConversationTransaction"/> for a batch and by
/// <see cref="SqliteChatDbContext"/> for a save.
/// </summary>
/// <remarks>
/// Also knows whether the files may be written, by the last write that was tried. A connection that was opened while
/// they may not stays read-only when they may again, and SQLite does not say so of each: so none of that time is kept.
/// </remarks>
internal sealed class SqliteWriteGate : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile bool _isReadOnly;

    /// <summary>Whether connections are not to be kept, since the last write was refused.</summary>
    public bool IsReadOnly => _isReadOnly;

    /// <exception cref="TimeoutException">The gate was not free within ten seconds.</exception>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        if (!await _gate.WaitAsync(MaxWait, cancellationToken))
        {
            throw new TimeoutException("The embedded database was busy for too long.");
        }
    }

    /// <summary>Notes how a write ended.</summary>
    /// <param name="failure">Why it failed; null: it did not.</param>
    public void Note(Exception? failure)
    {
        var isReadOnly = (failure as SqliteException
            ?? failure?.InnerException as SqliteException)?.SqliteErrorCode == raw.SQLITE_READONLY;
        if (isReadOnly || failure is null)
        {
            _isReadOnly = isReadOnly;
        }
    }

    public void Leave() => _gate.Release();

    public void Dispose() => _gate.Dispose();
}
