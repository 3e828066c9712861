using ChatApp.Infrastructure.Persistence;
using ChatApp.Infrastructure.Persistence.Opening;

namespace ChatApp.Infrastructure;

/// <summary>
/// Migrates the schema and does nothing else. The database role that migrates can therefore differ from the role of the
/// server (docs/operations.md). Only the database settings are read.
/// </summary>
public static class DatabaseMigration
{
    /// <summary>
    /// Migrates even if <c>Database__MigrateOnStart</c> is false. If several processes do this at once, one migrates
    /// and the others wait.
    /// </summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="logging">Configures the log.</param>
    /// <param name="cancellationToken">Cancels the migration.</param>
    /// <exception cref="SettingException">A setting is invalid, or the database cannot be used.</exception>
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
