using ChatApp.Application.Common;
using ChatApp.Infrastructure.Persistence.Model;
using ChatApp.Infrastructure.Persistence.Opening;
using ChatApp.Infrastructure.Settings;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>
/// <see cref="SqlitePragmas"/> makes each connection durable, so only a build of SQLite that ignores pragmas can lack
/// it. A file that may not be written ends the start. The lock is a file held open exclusively, which the operating
/// system releases when the process ends.
/// </summary>
/// <remarks>
/// Keeps the connection of the check. All connections of a process share the index of the WAL, which is read-only for
/// all of them if it is opened while the files may not be written. This connection opened it for writing before that.
/// EF Core's own lock is a row in <c>__EFMigrationsLock</c>, which a killed process leaves behind and which would block
/// every later start. The holder of the file knows that such a row is stale.
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

        // A write of its own: to begin a transaction is allowed on a file that may only be read.
        await _kept.Database.ExecuteSqlRawAsync("PRAGMA user_version = 0", cancellationToken);
        await using var command = _kept.Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA synchronous";
        var isDurable = await command.ExecuteScalarAsync(cancellationToken) is >= Full;
        return new OpeningFindings(
            isDurable ? null : "SQLite does not take PRAGMA synchronous=FULL.",
            PrivateDirectory.IsOpenToOthers(settings.DataDirectory)
                ? $"The directory {settings.DataDirectory} (Storage__DataDirectory), which holds messages and hashes "
                    + "of passwords, can be entered by other accounts: chmod 700 it."
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

    // SQLite would make it by the umask, and gives its journals the permissions of the database.
    private void MakeFile()
    {
        try
        {
            PrivateFile.Create(settings.SqliteFile);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(
                $"The file {settings.SqliteFile} (Storage__DataDirectory) cannot be made: {exception.Message}",
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
