using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ChatApp.Infrastructure.Persistence.Opening;

/// <summary>
/// Checks the schema, and that the database accepts writes: a standby, a full disk and a read-only file answer queries.
/// Callers share a check and its result, so the database gets one per second. Thread-safe.
/// </summary>
internal sealed partial class DatabaseHealth(
    IDbContextFactory<ChatDbContext> contexts, DatabaseState state, OutageLog outages, TimeProvider time,
    ILogger<DatabaseHealth> logger) : IHealthCheck
{
    internal static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    internal static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private Task<HealthCheckResult>? _latest;
    private long _lookedAt;

    // Used by one check at a time. Nothing is logged about a server that is ready from the beginning.
    private string? _flaw;

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_latest is null || (_latest.IsCompleted && time.GetElapsedTime(_lookedAt) >= Lifetime))
            {
                _lookedAt = time.GetTimestamp();

                // Not on the caller's thread, which holds the lock: calls of SQLite block their thread.
                _latest = Task.Run(LookAndLogAsync, CancellationToken.None);
            }

            return _latest.WaitAsync(cancellationToken);
        }
    }

    private async Task<HealthCheckResult> LookAndLogAsync()
    {
        var result = await LookAsync();
        var flaw = result.Status == HealthStatus.Healthy ? null : result.Description ?? "";
        if (flaw == _flaw)
        {
            return result;
        }

        _flaw = flaw;
        if (flaw is null)
        {
            LogReady(logger);
        }
        else
        {
            LogNotReady(logger, flaw);
        }

        return result;
    }

    private async Task<HealthCheckResult> LookAsync()
    {
        using var deadline = new CancellationTokenSource(Timeout);
        try
        {
            await using var database = await contexts.CreateDbContextAsync(deadline.Token);
            return await database.ReadSchemaStateAsync(deadline.Token) switch
            {
                // Checked each time: a newer version can migrate, or a backup can be restored, while this server runs.
                { Newer: { } newer } =>
                    HealthCheckResult.Unhealthy($"The database was migrated by a newer version ({newer})."),
                { Pending.Count: > 0 } => HealthCheckResult.Unhealthy("Migrations are pending."),
                _ when !state.IsOpen => HealthCheckResult.Unhealthy("The database is not open yet."),
                _ => await WriteAsync(database, deadline.Token),
            };
        }
        catch (Exception exception)
        {
            // Any exception means that the database cannot be used, but the next check may succeed after a refusal.
            if (deadline.IsCancellationRequested || DatabaseFailure.IsOutage(exception))
            {
                outages.Failed(DatabaseUse.Writing, exception);
            }

            return HealthCheckResult.Unhealthy("The database cannot be read or written.", exception);
        }
    }

    private async Task<HealthCheckResult> WriteAsync(ChatDbContext database, CancellationToken cancellationToken)
    {
        var filler = RandomNumberGenerator.GetBytes(WriteProbeRow.FillerBytes);
        var written = await database.WriteAsync(
            cancellation => database.Set<WriteProbeRow>()
                .ExecuteUpdateAsync(row => row.SetProperty(probe => probe.Filler, filler), cancellation),
            cancellationToken);
        outages.Succeeded(DatabaseUse.Writing);
        return written > 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The table write_probe is empty; insert a row with the id 1.");
    }

    [LoggerMessage(117, LogLevel.Warning, "The node is not ready: {Reason}")]
    private static partial void LogNotReady(ILogger logger, string reason);

    [LoggerMessage(118, LogLevel.Information, "The node is ready again")]
    private static partial void LogReady(ILogger logger);
}
