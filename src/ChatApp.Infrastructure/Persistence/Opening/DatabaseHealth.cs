using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ChatApp.Infrastructure.Persistence.Opening;

/// <summary>
/// Checks the schema, and that the database accepts writes: a standby, a full disk and a read-only file answer queries.
/// Callers share a check and its result, so the database gets one per second. Thread-safe.
/// </summary>
internal sealed class DatabaseHealth(
    IDbContextFactory<ChatDbContext> contexts, DatabaseState state, TimeProvider time) : IHealthCheck
{
    internal static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    internal static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private Task<HealthCheckResult>? _latest;
    private long _lookedAt;

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_latest is null || (_latest.IsCompleted && time.GetElapsedTime(_lookedAt) >= Lifetime))
            {
                _lookedAt = time.GetTimestamp();

                // Not on the caller's thread, which holds the lock: calls of SQLite block their thread.
                _latest = Task.Run(LookAsync, CancellationToken.None);
            }

            return _latest.WaitAsync(cancellationToken);
        }
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
            // Any exception means that the database cannot be used; the framework logs it.
            return HealthCheckResult.Unhealthy("The database cannot be read or written.", exception);
        }
    }

    private static async Task<HealthCheckResult> WriteAsync(ChatDbContext database, CancellationToken cancellationToken)
    {
        var filler = RandomNumberGenerator.GetBytes(WriteProbeRow.FillerBytes);
        var written = await database.WriteAsync(
            cancellation => database.Set<WriteProbeRow>()
                .ExecuteUpdateAsync(row => row.SetProperty(probe => probe.Filler, filler), cancellation),
            cancellationToken);
        return written > 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The table write_probe is empty; insert a row with the id 1.");
    }
}
