namespace ChatApp.Fault.Tests.Processes;

/// <summary>A primary of PostgreSQL with one standby, and nodes that know both.</summary>
internal sealed class PostgresPair : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("chatapp-fault-");

    private PostgresPair(PostgresProcess primary, ChatLink replication, PostgresProcess standby, string database) =>
        (Primary, Replication, Standby, Database) = (primary, replication, standby, database);

    public PostgresProcess Primary { get; }

    /// <summary>The link by which the standby follows.</summary>
    public ChatLink Replication { get; }

    public PostgresProcess Standby { get; }

    public string Database { get; }

    /// <param name="isSynchronous">Whether commits wait for the standby.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    public static async Task<PostgresPair> StartAsync(bool isSynchronous, CancellationToken cancellationToken)
    {
        var primary = await PostgresProcess.StartNewAsync(cancellationToken);
        var database = await primary.CreateDatabaseAsync(cancellationToken);
        var replication = new ChatLink(primary.Port);
        var standby = await PostgresProcess.StartStandbyAsync(primary, cancellationToken, replication.Port);
        if (isSynchronous)
        {
            await primary.AwaitStandbyAsync(PostgresProcess.StandbyName, cancellationToken);
        }

        return new PostgresPair(primary, replication, standby, database);
    }

    public ServerProcess NewNode() => new(new Dictionary<string, string>
    {
        ["ConnectionStrings__Postgres"] =
            $"Host=127.0.0.1:{Primary.Port},127.0.0.1:{Standby.Port};Target Session Attributes=primary;"
            + $"Username=chatapp;Database={Database};Maximum Pool Size=20",
        ["Storage__DataDirectory"] = _directory.FullName,
    });

    public async ValueTask DisposeAsync()
    {
        await Standby.DisposeAsync();
        await Replication.DisposeAsync();
        await Primary.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
