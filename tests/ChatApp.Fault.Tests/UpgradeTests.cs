using ChatApp.Fault.Tests.Devices;
using ChatApp.Fault.Tests.Processes;
using ChatApp.Fault.Tests.Recording;
using Npgsql;

namespace ChatApp.Fault.Tests;

/// <summary>
/// An upgrade without downtime (docs/releases.md): a newer version adds to the schema under load, and takes over one
/// node after the other. scripts/rolling-upgrade.sh runs this with two published versions.
/// </summary>
internal sealed class UpgradeTests
{
    private const int People = 8;
    private const int DevicesOfEach = 2;

    // What the next version could do: a migration that only adds.
    private const string NextExpansion =
        """
        ALTER TABLE messages ADD COLUMN of_next_version text;
        ALTER TABLE conversation_members ADD COLUMN of_next_version integer NOT NULL DEFAULT 0;
        CREATE TABLE of_next_version (id uuid PRIMARY KEY);
        INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
        VALUES ('99991231235959_ExpandOfNextVersion', '99.0');
        """;

    private static readonly TimeSpan LongestStall = TimeSpan.FromSeconds(10);

    // The folder of the older version. Without it, the tested version is the older one, and NextExpansion the newer.
    private static readonly string? OlderServer = Environment.GetEnvironmentVariable("CHATAPP_TEST_OLDER_SERVER");

    [Test]
    [CancelAfter(5 * 60 * 1000)]
    public async Task Two_versions_serve_side_by_side(CancellationToken cancellationToken)
    {
        await using var installation = await Installation.StartAsync(
            nodes: 2, cancellationToken, OlderServer is null ? null : ServerProcess.ProgramIn(OlderServer));
        await using var crowd = await Crowd.GatherAsync(installation, People, DevicesOfEach, cancellationToken);
        await AllSendAgainAsync(crowd, "before", cancellationToken);

        await MigrateAsync(installation, cancellationToken);
        await AllSendAgainAsync(crowd, "after the migration", cancellationToken);
        foreach (var server in installation.Nodes.Select(node => node.Server))
        {
            Assert.That(await server.IsReadyAsync(cancellationToken), Is.True, "the older version is still ready");
        }

        foreach (var server in installation.Nodes.Select(node => node.Server))
        {
            await server.TerminateAsync(cancellationToken);
            server.Program = ServerProcess.ProgramIn(ServerProcess.Folder);
            await server.StartAsync(cancellationToken);
            await AllSendAgainAsync(crowd, "after a node was replaced", cancellationToken);
        }

        var history = await crowd.FallSilentAsync(cancellationToken);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(history.Acknowledgements, Has.Count.GreaterThan(100));
            Assert.That(HistoryChecker.Check(history), Is.Empty);
            Assert.That(crowd.Recorder.WrongAnswers, Is.Empty);
        }
    }

    private static async Task MigrateAsync(Installation installation, CancellationToken cancellationToken)
    {
        if (OlderServer is not null)
        {
            await ChildProcess.RunAsync(
                "dotnet",
                [
                    ServerProcess.ProgramIn(ServerProcess.Folder), "migrate",
                    $"--ConnectionStrings:Postgres={installation.ToDatabase}",
                ],
                cancellationToken);
            return;
        }

        await using var connection = new NpgsqlConnection(installation.ToDatabase);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(NextExpansion, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task AllSendAgainAsync(Crowd crowd, string when, CancellationToken cancellationToken)
    {
        var since = crowd.Recorder.Now;
        var stall = await crowd.WaitUntilAsync(
            () => crowd.Devices.All(device => device.LastAcknowledged > since), cancellationToken);
        await TestContext.Progress.WriteLineAsync($"All devices sent after {stall?.TotalSeconds:0.00} s, {when}.");
        Assert.That(stall, Is.LessThan(LongestStall), when);
    }
}
