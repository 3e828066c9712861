namespace ChatApp.Application.Maintenance;

/// <summary>Copies the embedded database into a new file, also while a server runs.</summary>
/// <param name="File">The file, which must not exist.</param>
/// <param name="Progress">Is told the share that is copied, from 0 to 1.</param>
public sealed record BackUpDatabase(string File, IProgress<double> Progress) : IRequest<Result<BackupReport>>;

/// <summary>A copy of the database.</summary>
/// <param name="Bytes">Its size.</param>
/// <param name="SigningKeyFile">The generated signing key, which is not in the copy; null if there is none.</param>
public sealed record BackupReport(long Bytes, string? SigningKeyFile);

/// <summary>Copies the database.</summary>
public interface IDatabaseBackup
{
    /// <summary>Copies the database as it is at one moment. On an error or a cancellation no file is left.</summary>
    Task<Result<BackupReport>> CopyAsync(string file, IProgress<double> progress, CancellationToken cancellationToken);
}

internal sealed class BackUpDatabaseHandler(IDatabaseBackup backup)
    : IRequestHandler<BackUpDatabase, Result<BackupReport>>
{
    public Task<Result<BackupReport>> Handle(BackUpDatabase command, CancellationToken cancellationToken) =>
        backup.CopyAsync(command.File, command.Progress, cancellationToken);
}

/// <summary>Why a backup is refused. These errors are for an operator and never reach a client.</summary>
public static class BackupErrors
{
    /// <summary>The database is PostgreSQL.</summary>
    public static readonly Error OtherDatabase = new(
        ErrorKind.Validation, "other_database",
        "The database is PostgreSQL: use pg_dump, or pg_basebackup for the whole server.");

    /// <summary>There is nothing to copy.</summary>
    public static Error NoDatabase(string file) =>
        new(ErrorKind.NotFound, "no_database", $"There is no database {file} (Storage__DataDirectory).");

    /// <summary>A backup is never overwritten.</summary>
    public static Error FileExists(string file) =>
        new(ErrorKind.Conflict, "file_exists", $"The file {file} exists already, and is left as it is.");
}
