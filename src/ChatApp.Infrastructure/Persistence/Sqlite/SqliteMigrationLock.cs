using ChatApp.Infrastructure.Persistence.Opening;
using ChatApp.Infrastructure.Settings;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>A file held open exclusively: the operating system frees it when the process ends.</summary>
/// <remarks>
/// EF Core's own lock is a row in <c>__EFMigrationsLock</c>, which a killed process leaves behind and which would then
/// block every later start. Whoever holds the file knows that such a row is stale.
/// </remarks>
internal sealed class SqliteMigrationLock(
    DatabaseSettings settings,
    IDbContextFactory<SqliteChatDbContext> contexts,
    TimeProvider time) : IMigrationLock
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);

    public async Task<IAsyncDisposable> AcquireAsync(CancellationToken cancellationToken)
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

    private async Task<FileStream> OpenExclusivelyAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            if (ExclusiveFile.TryOpen(Path.Combine(settings.DataDirectory, "migrate.lock")) is { } file)
            {
                return file;
            }

            if (time.GetElapsedTime(start) > IMigrationLock.MaxWait)
            {
                throw new SettingException("Another process has been migrating the database for over an hour.");
            }

            // Not TimeProvider: with a stopped test clock the wait would never end.
            await Task.Delay(RetryDelay, cancellationToken);
        }
    }
}
