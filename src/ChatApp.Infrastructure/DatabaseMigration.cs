using ChatApp.Infrastructure.Persistence;
using ChatApp.Infrastructure.Persistence.Opening;

namespace ChatApp.Infrastructure;

/// <summary>
/// Brings the schema up to date and does nothing else, so that the role which may do this need not be the one that the
/// server runs as (docs/operations.md). It needs no setting but those of the database.
/// </summary>
public static class DatabaseMigration
{
    /// <summary>
    /// Migrates, whatever <c>Database__MigrateOnStart</c> says; of several processes that do this at once one does, the
    /// others wait.
    /// </summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="logging">Where to log to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SettingException">A setting is impossible, or the database cannot be used.</exception>
    public static async Task RunAsync(
        IConfiguration configuration, Action<ILoggingBuilder> logging, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging);
        services.AddSingleton(TimeProvider.System);
        services.AddDatabase(DatabaseSettings.Read(configuration) with { MigrateOnStart = true });
        await using var provider = services.BuildServiceProvider();
        using var initializer = ActivatorUtilities.CreateInstance<DatabaseInitializer>(provider);
        await initializer.StartAsync(cancellationToken);
    }
}
