using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ChatApp.Api.Tests;

/// <summary>One server for each database for the whole run, started when a test first needs it.</summary>
[SetUpFixture]
public sealed class SharedServers
{
    private static readonly ConcurrentDictionary<Database, Lazy<Task<ChatTestServer>>> Servers = new();

    /// <summary>Knows every secret of the run and reads all server logs, at every level.</summary>
    public static SecretWatch Watch { get; } = new(LogLevel.Trace);

    /// <summary>Checks every frame of the run against the socket description.</summary>
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

        // A failure here belongs to no test, but the run then ends with a nonzero exit code.
        var leaks = Watch.FindLeaks(most: 10);
        await TestContext.Progress.WriteLineAsync($"{Watch.Lines} lines were searched for {Watch.Secrets} secrets");
        Watch.Dispose();
        Assert.That(leaks, Is.Empty, "The server logs of this run contain no secret");

        await TestContext.Progress.WriteLineAsync($"{Description.Checked} frames were checked against asyncapi.json");
        Assert.That(Description.Deviations, Is.Empty, "Every frame of this run matches asyncapi.json");
    }

    private static Lazy<Task<ChatTestServer>> StartLazily(Database database) =>
        new(() => ChatTestServer.StartAsync(TestDatabases.Options(database)));
}
