using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>
/// Queues the writers of this process. SQLite has one writer at a time and lets the others poll; here they take turns,
/// so that a login gets its turn between two batches of messages. <see cref="SqliteConversationTransaction"/> holds the
/// gate for a batch, <see cref="SqliteChatDbContext"/> for a save.
/// </summary>
/// <remarks>
/// The gate also knows, from the last attempted write, whether the files are writable. A connection that was opened
/// while they were not stays read-only when they are writable again, and SQLite does not report this. So a connection
/// is kept only during the <see cref="Period"/> in which it was opened.
/// </remarks>
internal sealed class SqliteWriteGate : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private int _period;

    /// <summary>Counts the periods in which the files are writable (even) and not writable (odd).</summary>
    public int Period => Volatile.Read(ref _period);

    /// <summary>Whether the last write was refused as read-only, so that no connection may be kept.</summary>
    public bool IsReadOnly => IsReadOnlyIn(Period);

    /// <exception cref="TimeoutException">The gate was not free within ten seconds.</exception>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        if (!await _gate.WaitAsync(MaxWait, cancellationToken))
        {
            throw new TimeoutException("The embedded database was busy for too long.");
        }
    }

    /// <summary>Records the result of a write. Only the holder of the gate may call it.</summary>
    /// <param name="failure">The failure; null if the write succeeded.</param>
    public void Note(Exception? failure)
    {
        var refusal = failure as SqliteException ?? failure?.InnerException as SqliteException;
        var isReadOnly = refusal?.SqliteErrorCode == raw.SQLITE_READONLY;
        if ((isReadOnly || failure is null) && isReadOnly != IsReadOnly)
        {
            Volatile.Write(ref _period, _period + 1);
        }
    }

    /// <summary>Whether a connection that was opened in that period may be reused.</summary>
    public bool MayKeep(int period) => period == Period && !IsReadOnlyIn(period);

    public void Leave() => _gate.Release();

    public void Dispose() => _gate.Dispose();

    private static bool IsReadOnlyIn(int period) => period % 2 == 1;
}
