using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>
/// Queues the writers of this process: SQLite would let them poll, and here a login gets its turn between two batches.
/// It also knows from the last write whether the files are writable. A connection that was opened while they were not
/// stays read-only, so one is kept only during the <see cref="Period"/> in which it was opened.
/// </summary>
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

    /// <exception cref="TimeoutException">The gate was not free within ten seconds.</exception>
    public async Task<T> WriteAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken);
        try
        {
            var written = await write();
            Note(failure: null);
            return written;
        }
        catch (Exception exception)
        {
            Note(exception);
            throw;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Records the result of a write, null for success. Only the holder of the gate may call it.</summary>
    public void Note(Exception? failure)
    {
        var refusal = failure as SqliteException ?? failure?.InnerException as SqliteException;
        var isReadOnly = refusal?.SqliteErrorCode == raw.SQLITE_READONLY;
        if ((isReadOnly || failure is null) && isReadOnly != IsReadOnly)
        {
            Volatile.Write(ref _period, _period + 1);
        }
    }

    public bool MayKeep(int period) => period == Period && !IsReadOnlyIn(period);

    public void Leave() => _gate.Release();

    public void Dispose() => _gate.Dispose();

    private static bool IsReadOnlyIn(int period) => period % 2 == 1;
}
