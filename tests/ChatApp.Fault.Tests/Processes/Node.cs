using ChatApp.Fault.Tests.Network;

namespace ChatApp.Fault.Tests.Processes;

/// <summary>One node with the links to everything that it talks to.</summary>
/// <param name="Server">The process.</param>
/// <param name="ToClients">Between the devices and the node.</param>
/// <param name="ToPostgres">Between the node and the database; null with the embedded one.</param>
/// <param name="ToRedis">Between the node and the backplane; null without one.</param>
internal sealed record Node(ServerProcess Server, TcpProxy ToClients, TcpProxy? ToPostgres, TcpProxy? ToRedis)
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
