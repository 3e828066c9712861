using System.Collections.Concurrent;

namespace ChatApp.Api.Tests;

/// <summary>One server for each database and the whole run, started when the first test asks for it.</summary>
[SetUpFixture]
public sealed class SharedServers
{
    private static readonly ConcurrentDictionary<Database, Lazy<Task<ChatTestServer>>> Servers = new();

    public static Task<ChatTestServer> GetAsync(Database database) => Servers.GetOrAdd(database, StartLazily).Value;

    [OneTimeTearDown]
    public async Task StopThemAll()
    {
        foreach (var server in Servers.Values.Where(server => server.IsValueCreated && server.Value.IsCompletedSuccessfully))
        {
            await (await server.Value).DisposeAsync();
        }
    }

    private static Lazy<Task<ChatTestServer>> StartLazily(Database database) =>
        new(() => ChatTestServer.StartAsync(TestDatabases.Options(database)));
}
