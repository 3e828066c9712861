namespace ChatApp.Infrastructure.Tests.Databases;

/// <summary>
/// One node on each database for all tests with default settings. Each test creates its own users.
/// </summary>
internal static class SharedNodes
{
    private static readonly Dictionary<DatabaseKind, Lazy<Task<(TestDatabase Database, TestNode Node)>>> Nodes = new()
    {
        [DatabaseKind.Sqlite] = new(() => StartAsync(DatabaseKind.Sqlite)),
        [DatabaseKind.Postgres] = new(() => StartAsync(DatabaseKind.Postgres)),
    };

    public static async Task<TestNode> FindAsync(DatabaseKind kind) => (await Nodes[kind].Value).Node;

    public static async Task DisposeAsync()
    {
        foreach (var started in Nodes.Values.Where(
            node => node is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }))
        {
            await (await started.Value).Database.DisposeAsync();
        }
    }

    private static async Task<(TestDatabase Database, TestNode Node)> StartAsync(DatabaseKind kind)
    {
        var database = await TestDatabase.CreateAsync(kind);
        return (database, await database.StartNodeAsync());
    }
}
