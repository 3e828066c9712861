namespace ChatApp.Api.Tests.Operation;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class RestartTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task All_data_survives_a_restart()
    {
        await using var server = await StartServerAsync();
        var (alice, bob) = await RegisterTwoAsync(server);
        var start = (await bob.SyncAsync()).Cursor;
        var sent = await alice.SendAsync(bob.Id, "before");

        await server.RestartAsync();

        await using var socket = await bob.ConnectAsync(since: start);
        var after = await alice.SendAsync(bob.Id, "after");
        Assert.That(await socket.NextMessagesAsync(2), Is.EqualTo(new[] { sent, after }));
        Assert.That((await alice.HistoryAsync(bob.Id)).Items, Is.EqualTo(new[] { after, sent }));
        Assert.That(after.Seq, Is.EqualTo(2));
    }

    [Test]
    public async Task Messages_sent_before_a_shutdown_are_acknowledged_and_stored()
    {
        const int Count = 200;
        await using var server = await StartServerAsync();
        var (alice, bob) = await RegisterTwoAsync(server);
        await using var socket = await alice.ConnectAsync();
        for (var i = 0; i < Count; i++)
        {
            await socket.SendMessageAsync(bob.Id, $"message {i}", Guid.CreateVersion7());
        }

        await socket.NextAsync("message");
        await server.StopAsync();

        var code = await socket.WaitForCloseAsync();
        var acknowledged = 1;
        while (await TryNextAsync(socket))
        {
            acknowledged++;
        }

        await server.RestartAsync();
        var stored = (await bob.HistoryAsync(alice.Id, limit: 200)).Items;
        Assert.That(code, Is.EqualTo(1001));
        Assert.That(
            stored, Has.Count.EqualTo(acknowledged), "exactly the acknowledged messages are stored");
        Assert.That(
            stored.Select(message => message.Seq).Order(),
            Is.EqualTo(Enumerable.Range(1, acknowledged).Select(i => (long)i)));
    }

    private static async Task<bool> TryNextAsync(ChatSocket socket)
    {
        try
        {
            await socket.NextAsync("message");
            return true;
        }
        catch (ChatSocketClosedException)
        {
            return false;
        }
    }
}
