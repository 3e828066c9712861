
namespace ChatApp.Fault.Tests.Processes;

/// <summary>One node with the links to its clients, database and Redis.</summary>
/// <param name="Server">The process.</param>
/// <param name="ToClients">The link between devices and node.</param>
/// <param name="ToPostgres">The link between node and database; null with the embedded database.</param>
/// <param name="ToRedis">The link between node and backplane; null without one.</param>
internal sealed record Node(ServerProcess Server, ChatLink ToClients, ChatLink? ToPostgres, ChatLink? ToRedis)
    : IAsyncDisposable
{
    public Uri Address { get; } = new($"http://127.0.0.1:{ToClients.Port}");

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await ToClients.DisposeAsync();
        await (ToPostgres?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (ToRedis?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
