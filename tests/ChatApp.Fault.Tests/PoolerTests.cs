using ChatApp.Fault.Tests.Devices;
using ChatApp.Fault.Tests.Processes;
using ChatApp.Fault.Tests.Recording;
using Npgsql;

namespace ChatApp.Fault.Tests;

/// <summary>
/// A node behind PgBouncer keeps the guarantees, also when PgBouncer is killed, with the settings that
/// docs/operations.md names.
/// </summary>
internal sealed class PoolerTests
{
    private const int People = 6;
    private const int DevicesOfEach = 2;

    // The server cannot send them: PgBouncer ignores the options of a start-up.
    private static readonly string[] Plans =
    [
        "enable_seqscan = off", "enable_hashjoin = off", "enable_mergejoin = off", "jit = off",
        "plan_cache_mode = force_generic_plan",
    ];

    [TestCase("session", "")]
    [TestCase("transaction", ";Max Auto Prepare=0")]
    [CancelAfter(120_000)]
    public async Task A_node_behind_PgBouncer_keeps_every_guarantee(
        string mode, string options, CancellationToken cancellationToken)
    {
        await using var postgres = await PostgresProcess.StartNewAsync(cancellationToken);
        var database = await postgres.CreateDatabaseAsync(cancellationToken);
        await ConfigureAsync(postgres.ConnectionString(database), database, cancellationToken);
        await using var pooler = new PgBouncerProcess(postgres, mode);
        await pooler.StartAsync(cancellationToken);
        var directory = Directory.CreateTempSubdirectory("chatapp-fault-");

        // Migrations need a direct connection, for their lock.
        await using (var migrating = NodeOf(postgres.ConnectionString(database), directory, migrates: true))
        {
            await migrating.StartAsync(cancellationToken);
            await migrating.TerminateAsync(cancellationToken);
        }

        await using var node = NodeOf(
            postgres.ConnectionString(database, pooler.Port) + options, directory, migrates: false);
        await node.StartAsync(cancellationToken);
        await using var crowd = await Crowd.GatherAsync([node.Address], People, DevicesOfEach, cancellationToken);
        Assert.That(await crowd.WaitUntilAllSentAsync(cancellationToken), Is.Not.Null);

        await pooler.KillAsync(cancellationToken);
        await pooler.StartAsync(cancellationToken);
        var stall = await crowd.WaitUntilAllSentAsync(cancellationToken);
        var history = await crowd.FallSilentAsync(cancellationToken);
        await TestContext.Progress.WriteLineAsync(
            $"{mode}: all devices sent again after {stall?.TotalSeconds:0.00} s; {history.Acknowledgements.Count} "
            + "messages were acknowledged.");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(stall, Is.LessThan(TimeSpan.FromSeconds(10)));
            Assert.That(HistoryChecker.Check(history), Is.Empty);
            Assert.That(crowd.Recorder.WrongAnswers, Is.Empty);
            Assert.That(
                crowd.Devices.Select(device => device.Connections), Is.All.EqualTo(1), "the sockets stayed open");
        }

        directory.Delete(recursive: true);
    }

    private static ServerProcess NodeOf(string connection, DirectoryInfo directory, bool migrates) =>
        new(new Dictionary<string, string>
        {
            ["ConnectionStrings__Postgres"] = connection,
            ["Storage__DataDirectory"] = directory.FullName,
            ["Database__MigrateOnStart"] = migrates ? "true" : "false",
        });

    private static async Task ConfigureAsync(string connection, string database, CancellationToken cancellationToken)
    {
        await using var connected = new NpgsqlConnection($"{connection};Pooling=false");
        await connected.OpenAsync(cancellationToken);
        foreach (var setting in Plans)
        {
#pragma warning disable CA2100 // The text comes from this test.
            await using var command = new NpgsqlCommand($"ALTER DATABASE {database} SET {setting}", connected);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
