using ChatApp.Application.Maintenance;
using ChatApp.Infrastructure.Security;
using ChatApp.Infrastructure.Settings;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>
/// Copies the database with SQLite's backup interface (https://www.sqlite.org/c3ref/backup_finish.html).
/// </summary>
/// <remarks>
/// The source has a read transaction all the while. So the copy is of one moment, and a server that writes meanwhile
/// neither waits nor makes it begin anew. It is copied in steps, so it can report and be cancelled.
/// </remarks>
internal sealed class SqliteBackup(DatabaseSettings settings) : IDatabaseBackup
{
    private const string Suffix = ".partial";

    // 4 MiB.
    private const int PagesPerStep = 1_024;

    public async Task<Result<BackupReport>> CopyAsync(
        string file, IProgress<double> progress, CancellationToken cancellationToken)
    {
        if (!File.Exists(settings.SqliteFile))
        {
            return BackupErrors.NoDatabase(settings.SqliteFile);
        }

        if (Path.Exists(file))
        {
            return BackupErrors.FileExists(file);
        }

        // Under the name of the file there is a complete copy or nothing. Of two backups at once, one makes this file.
        var partial = file + Suffix;
        try
        {
            await PrivateFile.Open(partial, FileMode.CreateNew).DisposeAsync();
        }
        catch (IOException) when (Path.Exists(partial))
        {
            return BackupErrors.FileExists(partial);
        }

        try
        {
            // Calls of SQLite block their thread.
            await Task.Run(() => Copy(partial, progress, cancellationToken), cancellationToken);
            File.Move(partial, file, overwrite: false);
        }
        finally
        {
            Delete(partial);
            Delete(partial + "-journal");
        }

        return new BackupReport(new FileInfo(file).Length, SigningKeyFile.Find(settings.DataDirectory));
    }

    private void Copy(string partial, IProgress<double> progress, CancellationToken cancellationToken)
    {
        using var source = Open(settings.SqliteFile, SqliteOpenMode.ReadWrite);
        using var snapshot = source.BeginTransaction(deferred: true);
        Execute(source, "SELECT count(*) FROM sqlite_master", snapshot);
        using var target = Open(partial, SqliteOpenMode.ReadWrite);
        using (var backup = raw.sqlite3_backup_init(target.Handle, "main", source.Handle, "main"))
        {
            int result;
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                result = raw.sqlite3_backup_step(backup, PagesPerStep);
                var pages = Math.Max(1, raw.sqlite3_backup_pagecount(backup));
                progress.Report(1 - ((double)raw.sqlite3_backup_remaining(backup) / pages));
            }
            while (result == raw.SQLITE_OK);

            SqliteException.ThrowExceptionForRC(result == raw.SQLITE_DONE ? raw.SQLITE_OK : result, target.Handle);
        }

        // One file without a journal beside it. Without an epoch, a server that starts on the copy draws a new one, so
        // that no client continues from a cursor that is newer than the copy.
        Execute(target, "PRAGMA journal_mode = DELETE");
        Execute(target, "PRAGMA synchronous = FULL");
        Execute(target, "DELETE FROM event_epoch");
    }

    private static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = mode,
            Pooling = false,
        }.ConnectionString);
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
#pragma warning disable CA2100 // Literals of this class.
        using var command = new SqliteCommand(sql, connection, transaction);
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static void Delete(string file)
    {
        if (File.Exists(file))
        {
            File.Delete(file);
        }
    }
}
