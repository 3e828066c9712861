using System.Security.Cryptography;
using ChatApp.Infrastructure.Persistence.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ChatApp.Infrastructure.Persistence.Opening;

/// <summary>
/// Whether the database takes writes and has the schema that this version needs. A standby, a full disk and a file that
/// may only be read answer every question well; so this writes.
/// </summary>
/// <remarks>
/// Safe for use by any thread. What was found is the answer to all who ask within <see cref="Lifetime"/>, and who asks
/// meanwhile waits for the look that is under way: however many ask, the database has one to answer a second.
/// </remarks>
internal sealed class DatabaseHealth(
    IDbContextFactory<ChatDbContext> contexts, DatabaseState state, TimeProvider time) : IHealthCheck
{
    /// <summary>How long an answer is good for.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    /// <summary>How long a look may take.</summary>
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

                // Not by who asks first, while the others wait at the gate: calls of SQLite do not give their thread
                // back.
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
                // Each time: while this runs, a newer version can migrate, and a backup can be restored.
                { Newer: { } newer } =>
                    HealthCheckResult.Unhealthy($"The database was migrated by a newer version ({newer})."),
                { Pending: > 0 } => HealthCheckResult.Unhealthy("Migrations are pending."),
                _ when !state.IsOpen => HealthCheckResult.Unhealthy("The database is being opened."),
                _ => await WriteAsync(database, deadline.Token),
            };
        }
#pragma warning disable CA1031 // Whatever it is, the database cannot be used; the framework logs it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
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
            : HealthCheckResult.Unhealthy("The table write_probe has lost its row; insert one with the id 1.");
    }
}
