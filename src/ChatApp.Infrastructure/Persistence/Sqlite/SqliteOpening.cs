using ChatApp.Infrastructure.Persistence.Opening;
using ChatApp.Infrastructure.Settings;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>
/// <see cref="SqlitePragmas"/> makes commits durable, unless a build of SQLite ignores the pragmas. The lock is a file
/// held open exclusively. Its holder knows that EF Core's own lock, a row, is stale: a killed process left it.
/// </summary>
/// <remarks>
/// The connection of the check is kept open. All connections of a process share the index of the WAL, which would stay
/// read-only if it was first opened while the files are not writable.
/// </remarks>
internal sealed class SqliteOpening(
    IDbContextFactory<ChatDbContext> contexts, DatabaseSettings settings, DatabaseState state)
    : IDatabaseOpening, IAsyncDisposable
{
    private const long Full = 2;

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

    public async Task ReadEpochAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        state.Epoch = (await context.Epochs.AsNoTracking().SingleAsync(cancellationToken)).Epoch;
    }

    public async Task<IAsyncDisposable?> TryLockMigrationAsync(CancellationToken cancellationToken)
    {
        if (ExclusiveFile.TryOpen(Path.Combine(settings.DataDirectory, "migrate.lock")) is not { } file)
        {
            return null;
        }

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
        if (Interlocked.Exchange(ref _kept, null) is { } context)
        {
            await context.DisposeAsync();
        }
    }

    // SQLite would create it with the permissions of the umask, and its journals get the same permissions.
    private void MakeFile()
    {
        try
        {
            PrivateDirectory.Create(settings.DataDirectory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(
                $"The directory {settings.DataDirectory} (Storage__DataDirectory) cannot be created: "
                + exception.Message,
                exception);
        }

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
}
