namespace ChatApp.Api.Tests.Harness;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class FaultsTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task A_held_commit_is_not_acknowledged_before_it_is_released()
    {
        await using var server = await StartServerAsync();
        var (alice, bob) = await RegisterTwoAsync(server);
        await using var socket = await bob.ConnectAsync();
        Task<ChatMessage> sending;
        using (var hold = server.Faults.HoldCommits())
        {
            sending = alice.SendAsync(bob, "held");
            await hold.WaitForCommitAsync();
            await socket.PingAsync();

            Assert.That((await bob.HistoryAsync(alice.Id)).Items, Is.Empty, "it is not stored");
            Assert.That(socket.ReceivedMessages, Is.Empty);
            Assert.That(sending.IsCompleted, Is.False);
        }

        var sent = await sending;
        Assert.That((await socket.NextAsync("message")).ToMessage(), Is.EqualTo(sent));
    }

    [Test]
    public async Task A_commit_waits_for_every_hold()
    {
        await using var server = await StartServerAsync();
        var (alice, bob) = await RegisterTwoAsync(server);
        CommitHold[] holds = [server.Faults.HoldCommits(), server.Faults.HoldCommits()];
        var sending = alice.SendAsync(bob, "held twice");
        await Task.WhenAll(holds.Select(hold => hold.WaitForCommitAsync()));

        holds[0].Dispose();
        Assert.That(sending.IsCompleted, Is.False);

        holds[1].Dispose();
        Assert.That((await sending).Content, Is.EqualTo("held twice"));
    }
}
