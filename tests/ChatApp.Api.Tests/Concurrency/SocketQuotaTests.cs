namespace ChatApp.Api.Tests.Concurrency;

/// <summary>The limit of sockets for a user counts the sockets on all nodes.</summary>
[TestFixture]
public sealed class SocketQuotaTests() : ContractTests(Database.Postgres)
{
    [Test]
    public async Task A_socket_above_the_limit_of_all_nodes_is_closed_with_4013()
    {
        await using var first = await StartServerAsync(
            ("ConnectionStrings:Redis", TestRedis.ConnectionString), ("Limits:SocketsPerUser", "2"));
        await using var second = await first.StartNodeAsync();
        await TestRedis.UntilConnectedAsync(first, second);
        var alice = await first.RegisterAsync();
        await using var here = await alice.ConnectAsync();
        await using var there = await alice.On(second).ConnectAsync();

        foreach (var node in new[] { first, second })
        {
            await using var oneTooMany = await alice.On(node).ConnectAsync(allEvents: false);
            Assert.That(await oneTooMany.WaitForCloseAsync(), Is.EqualTo(4013));
        }

        Assert.That((await here.PingAsync()).Type, Is.EqualTo("pong"), "the other sockets stay open");
        Assert.That((await there.PingAsync()).Type, Is.EqualTo("pong"));
        await here.DisposeAsync();
        await using var instead = await ConnectOnceThereIsRoomAsync(alice.On(second));
        Assert.That(await instead.PingAsync(), Is.Not.Null);
    }

    // The server stops counting a socket when it has ended, which the client cannot see.
    private static async Task<ChatSocket> ConnectOnceThereIsRoomAsync(ChatUser user)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await user.ConnectAsync();
            }
            catch (ChatSocketClosedException) when (
                TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(5))
            {
                // The limit is still reached.
            }
        }
    }
}
