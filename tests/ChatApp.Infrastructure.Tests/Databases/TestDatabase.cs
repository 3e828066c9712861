using ChatApp.Infrastructure.Persistence.Writing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ChatApp.Infrastructure.Tests.Databases;

/// <summary>
/// A new, empty database that is deleted when it is disposed. Any number of nodes can be started on it.
/// </summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private const string Variable = "CHATAPP_TEST_POSTGRES";

    private readonly List<TestNode> _nodes = [];
    private readonly string? _admin;

    private TestDatabase(string name, string? admin)
    {
        (Name, _admin) = (name, admin);
        Directory = System.IO.Directory.CreateTempSubdirectory(name + "-").FullName;
        Settings = new Dictionary<string, string?>
        {
            ["Storage:DataDirectory"] = Directory,
            ["ConnectionStrings:Postgres"] = admin is null
                ? null
                : new NpgsqlConnectionStringBuilder(admin) { Database = name, MaxPoolSize = 20 }.ConnectionString,
            ["Passwords:WorkFactor"] = "4",
            ["Passwords:HashingThreads"] = "1",
            ["RateLimits:Enabled"] = "false",
        };
    }

    public string Name { get; }

    public string Directory { get; }

    public Dictionary<string, string?> Settings { get; }

    public static async Task<TestDatabase> CreateAsync(DatabaseKind kind)
    {
        var name = $"chatapp_test_{Guid.CreateVersion7():N}";
        if (kind == DatabaseKind.Sqlite)
        {
            return new TestDatabase(name, admin: null);
        }

        var admin = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(admin))
        {
            Assert.Fail($"The tests of PostgreSQL need a server: set {Variable}, for example to "
                + "Host=127.0.0.1;Port=5432;Username=postgres;Password=postgres;Database=postgres");
        }

        await ExecuteAsync(admin!, $"CREATE DATABASE {name}");
        return new TestDatabase(name, admin);
    }

    /// <summary>Starts a server without its sockets and its REST API.</summary>
    public async Task<TestNode> StartNodeAsync(Action<IServiceCollection>? change = null)
    {
        var node = await TestNode.StartAsync(Settings, change);
        lock (_nodes)
        {
            _nodes.Add(node);
        }

        return node;
    }

    /// <summary>Starts a node whose transactions a test controls.</summary>
    public async Task<(TestNode Node, ControlledDatabase Control)> StartControlledNodeAsync(
        Action<IServiceCollection>? change = null)
    {
        var node = await StartNodeAsync(services =>
        {
            ControlledDatabase.Decorate(services);
            change?.Invoke(services);
        });
        return (node, (ControlledDatabase)node.Get<IConversationDatabase>());
    }

    /// <summary>Executes a statement on the server, outside the databases of the nodes.</summary>
    public Task ExecuteAsync(string sql) =>
        ExecuteAsync(_admin ?? throw new InvalidOperationException("This database is not PostgreSQL."), sql);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        if (_admin is not null)
        {
            await ExecuteAsync(_admin, $"DROP DATABASE {Name} WITH (FORCE)");
        }
        else
        {
            SqliteConnection.ClearAllPools();
        }

        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static async Task ExecuteAsync(string admin, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(admin) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The name is generated above.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
