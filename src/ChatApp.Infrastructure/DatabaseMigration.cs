using ChatApp.Infrastructure.Persistence;
using ChatApp.Infrastructure.Persistence.Opening;

namespace ChatApp.Infrastructure;

/// <summary>Migrates the schema alone; its database role can differ from the server's (docs/operations.md).</summary>
public static class DatabaseMigration
{
    /// <summary>
    /// Migrates even if <c>Database__MigrateOnStart</c> is false. Of several processes, the others wait.
    /// </summary>
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
