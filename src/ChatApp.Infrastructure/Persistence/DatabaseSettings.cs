using ChatApp.Infrastructure.Settings;
using Npgsql;

namespace ChatApp.Infrastructure.Persistence;

/// <summary>Which database is used, and how (contract, section 8).</summary>
/// <param name="Postgres">Connection string of PostgreSQL; null: the embedded database.</param>
/// <param name="DataDirectory">Where the embedded database and the generated key live.</param>
/// <param name="MigrateOnStart">Whether the start brings the schema up to date.</param>
/// <param name="WaitAtStart">How long a start waits for a PostgreSQL that does not answer.</param>
public sealed record DatabaseSettings(string? Postgres, string DataDirectory, bool MigrateOnStart, TimeSpan WaitAtStart)
{
    /// <summary>
    /// Seconds after which a statement is given up. It takes milliseconds, so this only ends a hang. Under five, so that a server
    /// whose database was out of reach is itself again within five seconds.
    /// </summary>
    public const int CommandTimeoutSeconds = 4;

    // Before it gives up, the driver opens a connection to have the statement cancelled, and waits for the effect. With a database that
    // accepts and never answers, all three waits come one after the other.
    private const int ConnectTimeoutSeconds = 2;
    private const int CancellationTimeoutMilliseconds = 500;

    /// <summary>The file of the embedded database.</summary>
    public string SqliteFile => Path.Combine(DataDirectory, "chatapp.db");

    internal static DatabaseSettings Read(SettingsReader settings) => new(
        ReadPostgres(settings),
        Path.GetFullPath(settings.Text("Storage:DataDirectory") ?? "data"),
        settings.Switch("Database:MigrateOnStart", true),
        TimeSpan.FromSeconds(settings.WholeNumber("Database:WaitAtStartSeconds", 15, 0, 3_600)));

    private static string? ReadPostgres(SettingsReader settings)
    {
        const string Key = "ConnectionStrings:Postgres";
        if (settings.Text(Key) is not { } text)
        {
            return null;
        }

        try
        {
            return new NpgsqlConnectionStringBuilder(text)
            {
                Timeout = ConnectTimeoutSeconds,
                CommandTimeout = CommandTimeoutSeconds,
                CancellationTimeout = CancellationTimeoutMilliseconds,
            }.ConnectionString;
        }
        catch (ArgumentException exception)
        {
            throw new SettingException(
                $"The setting {SettingsReader.EnvironmentName(Key)} is not a PostgreSQL connection string (Host=…;Database=…;Username=…;Password=…).",
                exception);
        }
    }
}
