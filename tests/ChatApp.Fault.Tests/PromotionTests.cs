using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using ChatApp.Fault.Tests.Devices;
using ChatApp.Fault.Tests.Processes;

namespace ChatApp.Fault.Tests;

/// <summary>
/// Several hosts in the connection string: while none of them is a primary, the server reports that and waits. It
/// continues with a promoted standby, on the open sockets.
/// </summary>
internal sealed class PromotionTests
{
    private static readonly TimeSpan LongestTakeover = TimeSpan.FromSeconds(10);

    [Test]
    [CancelAfter(180_000)]
    public async Task A_promoted_standby_is_used_within_ten_seconds(
        CancellationToken cancellationToken)
    {
        await using var primary = await PostgresProcess.StartNewAsync(cancellationToken);
        var database = await primary.CreateDatabaseAsync(cancellationToken);
        await using var standby = await PostgresProcess.StartStandbyAsync(primary, cancellationToken);
        var directory = Directory.CreateTempSubdirectory("chatapp-fault-");
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__Postgres"] =
                $"Host=127.0.0.1:{primary.Port},127.0.0.1:{standby.Port};Username=chatapp;Database={database};"
                + "Maximum Pool Size=20",
            ["Storage__DataDirectory"] = directory.FullName,
            ["Database__WaitAtStartSeconds"] = "60",
        };
        await using var server = new ServerProcess(settings);
        await server.StartAsync(cancellationToken);
        using var person = await PlainClient.ConnectAsync(server.Address, cancellationToken);
        Assert.That((await person.SendOverSocketAsync()).Type, Is.EqualTo("message"), "works before the fault");

        // From now on nothing is acknowledged unless the standby has it.
        await primary.AwaitStandbyAsync(PostgresProcess.StandbyName, cancellationToken);
        await primary.UntilAsync("SELECT awaits_standby FROM event_epoch", database, cancellationToken);
        Assert.That((await person.SendOverRestAsync(cancellationToken)).Status, Is.EqualTo(HttpStatusCode.Created));
        await primary.KillAsync(cancellationToken);
        await AssertUnavailableAsync(person, cancellationToken);
        await using var late = new ServerProcess(settings);
        var starting = late.StartAsync(cancellationToken);

        await standby.PromoteAsync(cancellationToken);

        var begin = Stopwatch.GetTimestamp();
        await person.InsistOnSendingAsync(cancellationToken);
        var takeover = Stopwatch.GetElapsedTime(begin);
        await TestContext.Progress.WriteLineAsync(
            $"A send succeeded {takeover.TotalSeconds:0.00} s after the promotion.");
        Assert.That(takeover, Is.LessThan(LongestTakeover));
        Assert.That((await person.SendOverSocketAsync()).Type, Is.EqualTo("message"),
            "the socket was open all the time");
        Assert.That((await person.LogInAsync(cancellationToken)).Status, Is.EqualTo(HttpStatusCode.OK));
        await starting;
        directory.Delete(recursive: true);
    }

    private static async Task AssertUnavailableAsync(PlainClient person, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            Answer[] answers =
            [
                await person.SendOverRestAsync(cancellationToken),
                await person.LogInAsync(cancellationToken),
                await person.AskAsync(HttpMethod.Get, "messages/conversations", null, cancellationToken),
            ];
            Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That((await person.SendOverSocketAsync()).Code, Is.EqualTo("unavailable"));
            await AssertNoSocketAsync(person, cancellationToken);
        }
    }

    private static async Task AssertNoSocketAsync(PlainClient person, CancellationToken cancellationToken)
    {
        var refusal = await Assert.ThrowsAsync<WebSocketException>(() => person.OpenSocketAsync("", cancellationToken));

        // "The server returned status code '503' when status code '101' was expected."
        Assert.That(refusal!.Message, Does.Contain("'503'"));
    }
}
