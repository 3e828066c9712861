using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ChatApp.Infrastructure.Persistence;

/// <summary>Whether the database answers and has the schema that this version needs.</summary>
internal sealed class DatabaseHealth(IDbContextFactory<ChatDbContext> contexts, DatabaseState state) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!state.IsOpen)
        {
            return HealthCheckResult.Unhealthy("Migrations are pending.");
        }

        // Those that this version needs do not go away again, but others can come while it runs.
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.FindNewerMigrationAsync(cancellationToken) is { } newer
            ? HealthCheckResult.Unhealthy($"The database was migrated by a newer version ({newer}).")
            : HealthCheckResult.Healthy();
    }
}
