using ChatApp.Infrastructure.Persistence.Opening;
using ChatApp.Infrastructure.Settings;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>
/// <see cref="SqlitePragmas"/> configures each connection, so durability is missing only if a build of SQLite ignores
/// the pragmas. A file that is not writable stops the start. The lock is a file that is held open exclusively; the
/// operating system releases it when the process ends.
/// </summary>
/// <remarks>
/// It keeps the connection of the check open. All connections of a process share the index of the WAL. If the index is
/// opened while the files are not writable, it stays read-only for all of them. This connection opens it for writing at
/// the start. EF Core's own lock is a row in <c>__EFMigrationsLock</c>. A killed process leaves it behind, and it would
/// block every later start. The process that holds the file knows that such a row is stale.
/// </remarks>
internal sealed class SqliteOpening(
    IDbContextFactory<ChatDbContext> contexts, DatabaseSettings settings, TimeProvider time)
    : IDatabaseOpening, IAsyncDisposable
{
    private const long Full = 2;
    private static readonly TimeSpan LockInterval = TimeSpan.FromMilliseconds(50);

    private ChatDbContext? _kept;

    public async Task<OpeningFindings> CheckAsync(CancellationToken cancellationToken)
    {
        await DisposeAsync();
        MakeFile();
        _kept = await contexts.CreateDbContextAsync(cancellationToken);
        await _kept.Database.OpenConnectionAsync(cancellationToken);

        // A real write, because a transaction can begin even on a read-only file.
        await _kept.Database.ExecuteSqlRawAsync("PRAGMA user_version = 0", cancellationToken);
        await using var command = _kept.Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA synchronous";
        var isDurable = await command.ExecuteScalarAsync(cancellationToken) is >= Full;
        return new OpeningFindings(
            isDurable ? null : "SQLite does not accept PRAGMA synchronous=FULL.",
            PrivateDirectory.IsOpenToOthers(settings.DataDirectory)
                ? $"Other accounts can enter the directory {settings.DataDirectory} (Storage__DataDirectory), which "
                    + "contains messages and password hashes; run chmod 700 on it."
                : null);
    }

    public async Task<IAsyncDisposable> LockMigrationAsync(CancellationToken cancellationToken)
    {
        var file = await OpenExclusivelyAsync(cancellationToken);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            await context.Database.ExecuteSqlRawAsync(
                """
                CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" (
                    "Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY,
                    "Timestamp" TEXT NOT NULL);
                DELETE FROM "__EFMigrationsLock";
                """,
                cancellationToken);
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_kept is { } context)
        {
            _kept = null;
            await context.DisposeAsync();
        }
    }

    // SQLite would create it with the permissions of the umask, and its journals get the same permissions.
    private void MakeFile()
    {
        try
        {
            PrivateFile.Create(settings.SqliteFile);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(
                $"The file {settings.SqliteFile} (Storage__DataDirectory) cannot be created: {exception.Message}",
                exception);
        }
    }

    private async Task<FileStream> OpenExclusivelyAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            if (ExclusiveFile.TryOpen(Path.Combine(settings.DataDirectory, "migrate.lock")) is { } file)
            {
                return file;
            }

            if (time.GetElapsedTime(start) > IDatabaseOpening.MaxWait)
            {
                throw new SettingException("Another process has been migrating the database for over an hour.");
            }

            // Not TimeProvider: with a stopped test clock the wait would never end.
            await Task.Delay(LockInterval, cancellationToken);
        }
    }
}
