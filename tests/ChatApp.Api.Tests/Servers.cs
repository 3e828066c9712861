using ChatApp.Testing;

namespace ChatApp.Api.Tests;

/// <summary>
/// One server for each database, shared by all tests that need no settings of their own. Tests run in parallel and each makes its own users.
/// </summary>
[SetUpFixture]
internal sealed class Servers
{
    private static readonly Dictionary<Database, Lazy<Task<ChatTestServer>>> Shared = new()
    {
        [Database.Sqlite] = new(() => StartAsync(Database.Sqlite)),
        [Database.Postgres] = new(() => StartAsync(Database.Postgres)),
    };

    /// <summary>The shared server on this database.</summary>
    public static Task<ChatTestServer> GetAsync(Database database) => Shared[database].Value.WithTimeout();

    /// <summary>A server of the test's own, on a fresh database.</summary>
    public static Task<ChatTestServer> StartAsync(Database database, ChatTestServerOptions? options = null) =>
        ChatTestServer.StartAsync((options ?? new ChatTestServerOptions()) with
        {
            PostgresConnectionString = database == Database.Postgres ? PostgresConnectionString : null,
        });

    [OneTimeTearDown]
    public static async Task StopAsync()
    {
        foreach (var server in Shared.Values.Where(server => server.IsValueCreated))
        {
            await (await server.Value).DisposeAsync();
        }
    }

    private static string PostgresConnectionString =>
        Environment.GetEnvironmentVariable("CHATAPP_TEST_POSTGRES")
        ?? throw new InvalidOperationException("CHATAPP_TEST_POSTGRES is not set; run the tests by test.sh or scripts/with-postgres.sh.");
}
