using ChatApp.Infrastructure.Persistence.Model;
using ChatApp.Infrastructure.Persistence.Opening;
using ChatApp.Infrastructure.Settings;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>
/// Each connection is set up by <see cref="SqlitePragmas"/>, so durability can only be missing with a build of SQLite
/// that ignores them. A file that may not be written ends the start.
/// </summary>
/// <remarks>
/// Keeps the connection by which it looked. All connections of a process share the index of the WAL, which is read-only
/// for all of them if it is opened while the files may not be written. This one has it open for writing, from before
/// that.
/// </remarks>
internal sealed class SqliteOpeningCheck(IDbContextFactory<ChatDbContext> contexts, DatabaseSettings settings)
    : IOpeningCheck, IAsyncDisposable
{
    private const long Full = 2;

    private ChatDbContext? _kept;

    public async Task<OpeningFindings> LookAsync(CancellationToken cancellationToken)
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

    public async ValueTask DisposeAsync()
    {
        if (_kept is { } context)
        {
            _kept = null;
            await context.DisposeAsync();
        }
    }
}
