using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ChatApp.Api.Tests;

/// <summary>One server for each database and the whole run, started when the first test asks for it.</summary>
[SetUpFixture]
public sealed class SharedServers
{
    private static readonly ConcurrentDictionary<Database, Lazy<Task<ChatTestServer>>> Servers = new();

    /// <summary>Sees every secret of the run and all that its servers log, at every level.</summary>
    public static SecretWatch Watch { get; } = new(LogLevel.Trace);

    /// <summary>Checks every frame of the run against the description of the socket.</summary>
    internal static SocketDescription Description { get; } = SocketDescription.Read();

    public static Task<ChatTestServer> GetAsync(Database database) => Servers.GetOrAdd(database, StartLazily).Value;

    [OneTimeTearDown]
    public async Task StopThemAll()
    {
        foreach (var server in Servers.Values
            .Where(server => server.IsValueCreated && server.Value.IsCompletedSuccessfully))
        {
            await (await server.Value).DisposeAsync();
        }

        // A failure here belongs to no test, but makes the run end with a code that is not 0.
        var leaks = Watch.FindLeaks(most: 10);
        await TestContext.Progress.WriteLineAsync($"{Watch.Lines} lines were searched for {Watch.Secrets} secrets");
        Watch.Dispose();
        Assert.That(leaks, Is.Empty, "All that the servers of this run have logged holds no secret");

        await TestContext.Progress.WriteLineAsync($"{Description.Checked} frames were checked against asyncapi.json");
        Assert.That(Description.Deviations, Is.Empty, "Every frame of this run is as asyncapi.json says");
    }

    private static Lazy<Task<ChatTestServer>> StartLazily(Database database) =>
        new(() => ChatTestServer.StartAsync(TestDatabases.Options(database)));
}
