
namespace ChatApp.Fault.Tests.Processes;

/// <summary>All processes of a test: the nodes, their database and Redis, and the links between them.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("chatapp-fault-");

    private string _database = "";

    private Installation()
    {
    }

    public PostgresProcess? Postgres { get; private set; }

    /// <summary>The connection string of the nodes' database, without any proxy.</summary>
    public string ToDatabase => Postgres!.ConnectionString(_database);

    public RedisProcess? Redis { get; private set; }

    public IReadOnlyList<Node> Nodes { get; private set; } = [];

    /// <summary>Starts nodes with one PostgreSQL and one Redis.</summary>
    /// <param name="nodes">Their number.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <param name="program">The server program; by default the tested one.</param>
    public static async Task<Installation> StartAsync(
        int nodes, CancellationToken cancellationToken, string? program = null)
    {
        var installation = new Installation { Redis = new RedisProcess() };
        try
        {
            await installation.Redis.StartAsync(cancellationToken);
            installation.Postgres = await PostgresProcess.StartNewAsync(cancellationToken);
            installation._database = await installation.Postgres.CreateDatabaseAsync(cancellationToken);
            installation.Nodes = [.. Enumerable.Range(0, nodes).Select(_ => installation.NewNode(program))];
            await installation.StartNodesAsync(cancellationToken);
            return installation;
        }
        catch
        {
            await installation.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one node with the embedded database.</summary>
    public static async Task<Installation> StartEmbeddedAsync(CancellationToken cancellationToken)
    {
        var installation = new Installation();
        try
        {
            var settings = new Dictionary<string, string>
            {
                ["Storage__DataDirectory"] = installation._directory.FullName,
            };
            installation.Nodes = [NodeOf(settings, null, null, null)];
            await installation.StartNodesAsync(cancellationToken);
            return installation;
        }
        catch
        {
            await installation.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        await (Postgres?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (Redis?.DisposeAsync() ?? ValueTask.CompletedTask);
        _directory.Delete(recursive: true);
    }

    private static Node NodeOf(
        Dictionary<string, string> settings, ChatLink? toPostgres, ChatLink? toRedis, string? program)
    {
        // So short that tokens expire within a run: devices are closed with 4001, refresh and reconnect.
        settings["Jwt__AccessTokenMinutes"] = "1";
        var server = new ServerProcess(settings, program: program);
        return new Node(server, new ChatLink(server.Port), toPostgres, toRedis);
    }

    // All at the same time: one migrates, the others wait.
    private Task StartNodesAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Nodes.Select(node => node.Server.StartAsync(cancellationToken)));

    private Node NewNode(string? program)
    {
        var toPostgres = new ChatLink(Postgres!.Port);
        var toRedis = new ChatLink(Redis!.Port);
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__Postgres"] = Postgres.ConnectionString(_database, toPostgres.Port),
            ["ConnectionStrings__Redis"] = $"127.0.0.1:{toRedis.Port}",
            ["Storage__DataDirectory"] = _directory.FullName,
        };
        return NodeOf(settings, toPostgres, toRedis, program);
    }
}
