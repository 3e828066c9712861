using ChatApp.Application.Maintenance.Seeding;

namespace ChatApp.Infrastructure.Persistence.Seeding;

/// <summary>Writes a plan into the tables, in the order in which they refer to each other.</summary>
internal sealed class SeedTables(Func<ISeedDatabase> open) : ISeedTables
{
    // The calls of the drivers that write in bulk block their thread.
    public Task WriteAsync(SeedPlan plan, IProgress<SeedProgress> progress, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                using var database = open();
                new SeedWork(plan, database, progress, cancellationToken).Run();
            },
            cancellationToken);
}
