using ChatApp.Application.Maintenance;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>PostgreSQL has its own tools, which can do more than a copy by this program.</summary>
internal sealed class PostgresBackup : IDatabaseBackup
{
    public Task<Result<BackupReport>> CopyAsync(
        string file, IProgress<double> progress, CancellationToken cancellationToken) =>
        Task.FromResult<Result<BackupReport>>(BackupErrors.OtherDatabase);
}
