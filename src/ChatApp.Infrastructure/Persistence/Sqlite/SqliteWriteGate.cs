using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>
/// SQLite has one writer at a time and lets the others poll. Within this process they queue here instead, in turn, so
/// that a login gets its turn between two batches of messages. Held by <see cref="SqliteConversationTransaction"/> for
/// a batch and by <see cref="SqliteChatDbContext"/> for a save.
/// </summary>
/// <remarks>
/// Also knows, from the last write that was tried, whether the files may be written. A connection that was opened while
/// they may not stays read-only when they may again, and SQLite does not tell such a connection from another one: so a
/// connection is kept only as long as the <see cref="Period"/> in which it was opened lasts.
/// </remarks>
internal sealed class SqliteWriteGate : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private int _period;

    /// <summary>Counts the times in which the files may be written (even) and may not be (odd).</summary>
    public int Period => Volatile.Read(ref _period);

    /// <summary>Whether the last write was refused, so that no connection is to be kept.</summary>
    public bool IsReadOnly => IsReadOnlyIn(Period);

    /// <exception cref="TimeoutException">The gate was not free within ten seconds.</exception>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        if (!await _gate.WaitAsync(MaxWait, cancellationToken))
        {
            throw new TimeoutException("The embedded database was busy for too long.");
        }
    }

    /// <summary>Notes how a write ended. For who holds the gate.</summary>
    /// <param name="failure">Why it failed; null: it did not.</param>
    public void Note(Exception? failure)
    {
        var refusal = failure as SqliteException ?? failure?.InnerException as SqliteException;
        var isReadOnly = refusal?.SqliteErrorCode == raw.SQLITE_READONLY;
        if ((isReadOnly || failure is null) && isReadOnly != IsReadOnly)
        {
            Volatile.Write(ref _period, _period + 1);
        }
    }

    /// <summary>Whether a connection that was opened in that period may be used again.</summary>
    public bool MayKeep(int period) => period == Period && !IsReadOnlyIn(period);

    public void Leave() => _gate.Release();

    public void Dispose() => _gate.Dispose();

    private static bool IsReadOnlyIn(int period) => period % 2 == 1;
}
