using System.Net;
using ChatApp.Fault.Tests.Devices;
using ChatApp.Fault.Tests.Processes;
using Npgsql;

namespace ChatApp.Fault.Tests;

/// <summary>A backup of PostgreSQL is restored as docs/operations.md says.</summary>
internal sealed class RestoreTests
{
    private const int People = 6;

    [Test]
    [CancelAfter(3 * 60 * 1000)]
    public async Task A_backup_made_under_load_is_restored_into_a_new_database(CancellationToken cancellationToken)
    {
        await using var installation = await Installation.StartAsync(nodes: 1, cancellationToken);
        await using var crowd = await Crowd.GatherAsync(
            installation, People, devicesOfEach: 1, cancellationToken);
        using var person = await PlainClient.ConnectAsync(installation.Nodes[0].Address, cancellationToken);
        Assert.That((await person.SendOverSocketAsync()).Type, Is.EqualTo("message"));
        var cursor = await ReadCursorAsync(person, cancellationToken);
        Assert.That(
            await crowd.WaitUntilAsync(
                () => crowd.Devices.All(device => device.LastAcknowledged > TimeSpan.Zero), cancellationToken),
            Is.Not.Null);

        var directory = Directory.CreateTempSubdirectory("chatapp-fault-");
        var restored = await RestoreAsync(installation, directory, cancellationToken);
        Assert.That((await person.SendOverRestAsync(cancellationToken)).Status, Is.EqualTo(HttpStatusCode.Created));

        // No message of the backup is missing, and no counter is wrong.
        await ChildProcess.RunAsync(
            "dotnet",
            [
                ServerProcess.ProgramIn(ServerProcess.Folder), "check", $"--ConnectionStrings:Postgres={restored}",
                $"--Storage:DataDirectory={directory.FullName}", "--environment=Development",
            ],
            cancellationToken);
        await using var server = new ServerProcess(
            new Dictionary<string, string>
            {
                ["ConnectionStrings__Postgres"] = restored,
                ["Storage__DataDirectory"] = directory.FullName,
            });
        await server.StartAsync(cancellationToken);
        person.Node = server.Address;
        var old = await person.AskAsync(HttpMethod.Get, $"sync?since={cursor}", null, cancellationToken);
        var history = await person.AskAsync(
            HttpMethod.Get, $"messages/dm/{person.Person.Id}", null, cancellationToken);
        var fresh = await ReadCursorAsync(person, cancellationToken);
        await person.SendOverRestAsync(cancellationToken);
        var events = await person.AskAsync(HttpMethod.Get, $"sync?since={fresh}", null, cancellationToken);

        Assert.That(old.Status, Is.EqualTo(HttpStatusCode.Gone));
        Assert.That(old.Body.GetProperty("code").GetString(), Is.EqualTo("cursor_expired"));
        Assert.That(
            history.Body.EnumerateArray().Select(message => message.GetProperty("content").GetString()),
            Is.EqualTo(new[] { "over the socket" }), "what was sent after the backup is not in it");
        Assert.That(events.Body.GetProperty("events").GetArrayLength(), Is.EqualTo(1));
        directory.Delete(recursive: true);
    }

    // The steps of docs/operations.md.
    private static async Task<string> RestoreAsync(
        Installation installation, DirectoryInfo directory, CancellationToken cancellationToken)
    {
        var postgres = installation.Postgres!;
        var file = Path.Combine(directory.FullName, "backup.dump");
        await postgres.DumpAsync(
            new NpgsqlConnectionStringBuilder(installation.ToDatabase).Database!, file, cancellationToken);
        var target = await postgres.CreateDatabaseAsync(cancellationToken);
        await postgres.RestoreAsync(file, target, cancellationToken);
        await using var connection = new NpgsqlConnection(postgres.ConnectionString(target));
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("DELETE FROM event_epoch", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return postgres.ConnectionString(target);
    }

    private static async Task<string> ReadCursorAsync(PlainClient person, CancellationToken cancellationToken)
    {
        var page = await person.AskAsync(HttpMethod.Get, "sync", null, cancellationToken);
        return page.Body.GetProperty("cursor").GetString()!;
    }
}
