using System.Net;
using ChatApp.Fault.Tests.Devices;
using ChatApp.Fault.Tests.Processes;
using ChatApp.Fault.Tests.Recording;

namespace ChatApp.Fault.Tests;

/// <summary>
/// A primary of PostgreSQL is killed under load, and its standby promoted. With a synchronous standby nothing that was
/// acknowledged is lost, repeated or reordered. Otherwise commits may be lost, and no cursor outlives that.
/// </summary>
internal sealed class FailoverTests
{
    private const int People = 8;
    private const int DevicesOfEach = 2;
    private const int FewestNewcomers = 3;

    private static readonly TimeSpan LongestTakeover = TimeSpan.FromSeconds(10);

    [Test]
    [CancelAfter(180_000)]
    public async Task A_failover_to_a_synchronous_standby_loses_nothing(CancellationToken cancellationToken)
    {
        await using var pair = await PostgresPair.StartAsync(isSynchronous: true, cancellationToken);
        await using var first = pair.NewNode();
        await using var second = pair.NewNode();
        await Task.WhenAll(first.StartAsync(cancellationToken), second.StartAsync(cancellationToken));
        Uri[] nodes = [first.Address, second.Address];
        await using var crowd = await Crowd.GatherAsync(nodes, People, DevicesOfEach, cancellationToken);
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        await using var newcomers = new Newcomers(client, nodes, crowd.Recorder);
        newcomers.Start();
        Assert.That(await crowd.WaitUntilAllSentAsync(cancellationToken), Is.Not.Null, "works before the fault");
        Assert.That(await ComeAsync(crowd, newcomers, cancellationToken), Is.Not.Null, "so do registrations");

        await pair.Primary.KillAsync(cancellationToken);
        await pair.Standby.PromoteAsync(cancellationToken);
        var takeover = await crowd.WaitUntilAllSentAsync(cancellationToken);

        // The old primary returns as if nothing had happened; then as a standby.
        await pair.Primary.StartAsync(cancellationToken);
        Assert.That(await crowd.WaitUntilAllSentAsync(cancellationToken), Is.LessThan(LongestTakeover));
        await pair.Primary.StopAsync(cancellationToken);
        await pair.Primary.RejoinAsync(pair.Standby, cancellationToken);
        Assert.That(await crowd.WaitUntilAllSentAsync(cancellationToken), Is.LessThan(LongestTakeover));

        Assert.That(await ComeAsync(crowd, newcomers, cancellationToken), Is.Not.Null, "registrations work again");
        await newcomers.StopAsync();
        var history = await crowd.FallSilentAsync(cancellationToken);
        await TestContext.Progress.WriteLineAsync(
            $"All devices sent again {takeover?.TotalSeconds:0.00} s after the promotion; "
            + $"{history.Acknowledgements.Count} messages, {newcomers.RegisteredCount} registrations and "
            + $"{newcomers.EndedCount} ends of sessions were acknowledged.");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(takeover, Is.LessThan(LongestTakeover));
            Assert.That(HistoryChecker.Check(history), Is.Empty);
            Assert.That(crowd.Recorder.WrongAnswers, Is.Empty);
            Assert.That(
                crowd.Devices.Select(device => device.Connections), Is.All.EqualTo(1), "the sockets stayed open");
            Assert.That(await newcomers.FindLostAsync(cancellationToken), Is.Empty);
        }
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task A_failover_that_loses_commits_ends_every_cursor(CancellationToken cancellationToken)
    {
        await using var pair = await PostgresPair.StartAsync(isSynchronous: false, cancellationToken);
        await using var node = pair.NewNode();
        await using var other = pair.NewNode();
        await Task.WhenAll(node.StartAsync(cancellationToken), other.StartAsync(cancellationToken));
        using var person = await PlainClient.ConnectAsync(node.Address, cancellationToken);
        var kept = await person.SendOverSocketAsync();
        await pair.Primary.UntilAsync(
            "SELECT replay_lsn >= pg_current_wal_lsn() FROM pg_stat_replication", pair.Database, cancellationToken);
        pair.Replication.Set(LinkState.Cut);
        var lost = await person.SendOverSocketAsync();
        Assert.That(lost.Type, Is.EqualTo("message"), "acknowledged");

        await pair.Primary.KillAsync(cancellationToken);
        await pair.Standby.PromoteAsync(cancellationToken);

        Assert.That(await person.WaitForCloseAsync(cancellationToken), Is.EqualTo(1011));
        await person.InsistOnSendingAsync(cancellationToken);
        foreach (var cursor in (string[])[kept.Cursor!, lost.Cursor!])
        {
            var sync = await person.AskAsync(HttpMethod.Get, $"sync?since={cursor}", null, cancellationToken);
            Assert.That(sync.Status, Is.EqualTo(HttpStatusCode.Gone));
            Assert.That(sync.Body.GetProperty("code").GetString(), Is.EqualTo("cursor_expired"));
        }

        await AssertExpiredAsync(person, node.Address, lost.Cursor!, cancellationToken);
        await AssertExpiredAsync(person, other.Address, lost.Cursor!, cancellationToken);
        var history = await person.AskAsync(
            HttpMethod.Get, $"messages/dm/{person.Person.Id}", null, cancellationToken);
        Assert.That(
            history.Body.EnumerateArray().Select(message => message.GetProperty("content").GetString()),
            Is.EqualTo(new[] { "until it is stored", "over the socket" }), "the number of the lost one is given again");
    }

    /// <summary>Waits until some more have registered and ended a session.</summary>
    private static Task<TimeSpan?> ComeAsync(Crowd crowd, Newcomers newcomers, CancellationToken cancellationToken)
    {
        var enough = newcomers.EndedCount + FewestNewcomers;
        return crowd.WaitUntilAsync(() => newcomers.EndedCount >= enough, cancellationToken);
    }

    private static async Task AssertExpiredAsync(
        PlainClient person, Uri node, string cursor, CancellationToken cancellationToken)
    {
        using var socket = await person.InsistOnOpeningAsync(cursor, node, cancellationToken);
        var first = await socket.ReceiveAsync(cancellationToken);
        var second = await socket.ReceiveAsync(cancellationToken);
        Assert.That((first!.Type, second!.Code), Is.EqualTo(("ready", "cursor_expired")));
    }
}
