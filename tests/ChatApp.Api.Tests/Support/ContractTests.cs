using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Api.Tests;

/// <summary>
/// Base of the contract tests: a shared server, or a separate one for a test that needs settings, a clock or a stop.
/// </summary>
public abstract class ContractTests(Database database)
{
    protected Database Database => database;

    protected ChatTestServer Server { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task UseTheSharedServer() => Server = await SharedServers.GetAsync(database);

    protected Task<ChatTestServer> StartServerAsync(params (string Name, string? Value)[] settings) =>
        ChatTestServer.StartAsync(TestDatabases.Options(database, settings));

    protected Task<ChatTestServer> StartServerWithClockAsync(params (string Name, string? Value)[] settings) =>
        ChatTestServer.StartAsync(TestDatabases.Options(database, settings) with { UseFakeClock = true });

    protected static FakeTimeProvider ClockOf(ChatTestServer server) =>
        server.Clock ?? throw new InvalidOperationException("This server runs on the real clock.");

    protected async Task<(ChatUser Alice, ChatUser Bob)> RegisterTwoAsync(ChatTestServer? server = null)
    {
        var where = server ?? Server;
        return (
            await where.RegisterAsync(UniqueName.Next("alice_")),
            await where.RegisterAsync(UniqueName.Next("bob_")));
    }
}
