namespace ChatApp.Api.Tests;

/// <summary>Creates the options of the test databases.</summary>
internal static class TestDatabases
{
    private const string Variable = "CHATAPP_TEST_POSTGRES";

    public static string Postgres => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } connectionString
        ? connectionString
        : throw new InvalidOperationException(
            $"Set {Variable} to a connection string that may create databases on a PostgreSQL server; "
            + "without it half of the contract is untested.");

    public static ChatTestServerOptions Options(Database database, params (string Name, string? Value)[] settings) =>
        new()
        {
            PostgresConnectionString = database == Database.Postgres ? Postgres : null,
            Watch = SharedServers.Watch,
            FrameReceived = SharedServers.Description.Check,
            Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value),
        };
}
