using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ChatApp.Infrastructure.Persistence;

/// <summary>Whether the database answers and has the schema that this version needs.</summary>
internal sealed class DatabaseHealth(IDbContextFactory<ChatDbContext> contexts, DatabaseState state) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // Applied migrations do not go away again, so they are looked up until they are there and not any more.
        if (!state.IsOpen)
        {
            return HealthCheckResult.Unhealthy("Migrations are pending.");
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await database.Epochs.AsNoTracking().AnyAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
