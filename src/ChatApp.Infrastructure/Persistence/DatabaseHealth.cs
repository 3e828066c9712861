using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ChatApp.Infrastructure.Persistence;

/// <summary>Whether the database answers and has the schema that this version needs.</summary>
internal sealed class DatabaseHealth(IDbContextFactory<ChatDbContext> contexts, DatabaseState state) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // Each time: while this runs, a newer version can migrate, and a backup can be restored.
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.ReadSchemaStateAsync(cancellationToken) switch
        {
            { Newer: { } newer } => HealthCheckResult.Unhealthy($"The database was migrated by a newer version ({newer})."),
            { Pending: > 0 } => HealthCheckResult.Unhealthy("Migrations are pending."),
            _ when !state.IsOpen => HealthCheckResult.Unhealthy("The database is being opened."),
            _ => HealthCheckResult.Healthy(),
        };
    }
}
