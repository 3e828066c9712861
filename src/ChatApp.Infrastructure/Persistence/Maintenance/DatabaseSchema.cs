using ChatApp.Application.Maintenance;
using ChatApp.Infrastructure.Persistence.Opening;

namespace ChatApp.Infrastructure.Persistence.Maintenance;

/// <summary>Migrates as a start of the server does.</summary>
internal sealed class DatabaseSchema(
    IDbContextFactory<ChatDbContext> contexts, IDatabaseOpening opening, DatabaseSettings settings,
    IServiceProvider services) : IDatabaseSchema
{
    public async Task<SchemaReport> ReadAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (settings.Postgres is null && !File.Exists(settings.SqliteFile))
        {
            // SQLite would create the file.
            return new SchemaReport(settings.Place, Exists: false, [.. context.Database.GetMigrations()], Newer: null);
        }

        var state = await context.ReadSchemaStateAsync(cancellationToken);
        return new SchemaReport(settings.Place, state.Applied > 0, state.Pending, state.Newer);
    }

    public async Task<string?> FindFlawAsync(CancellationToken cancellationToken) =>
        (await opening.CheckAsync(cancellationToken)).Flaw;

    public async Task<MigrationReport> MigrateAsync(CancellationToken cancellationToken)
    {
        // Even if Database__MigrateOnStart is false.
        using var initializer = ActivatorUtilities.CreateInstance<DatabaseInitializer>(
            services, settings with { MigrateOnStart = true });
        await initializer.StartAsync(cancellationToken);
        return new MigrationReport(initializer.Applied);
    }
}
