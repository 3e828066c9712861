using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ChatApp.Infrastructure.Persistence;

/// <summary>Whether the database answers and has the schema that this version needs.</summary>
internal sealed class DatabaseHealth(IDbContextFactory<ChatDbContext> contexts) : IHealthCheck
{
    private volatile bool _isMigrated;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (!_isMigrated)
        {
            // Applied migrations do not go away again, so they are looked up until they are there and not any more.
            _isMigrated = !(await database.Database.GetPendingMigrationsAsync(cancellationToken)).Any();
            return _isMigrated ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("Migrations are pending.");
        }

        await database.Epochs.AsNoTracking().AnyAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
